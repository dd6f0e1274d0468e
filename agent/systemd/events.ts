// The MESSAGE_ID of each event: how an operator finds it in the journal, whatever its words are (systemd.journal-fields(7)).
// Each was drawn once at random. They stay for ever: scripts and the catalog (systemd/score.catalog) name them.
import type { LogEvent } from '../log.js';

export const messageIds: Readonly<Record<LogEvent, string>> = {
  ready: '3853e92f47ee42e888df88d65e856959',
  stopping: '8b6a449095864a3991f415c0d5c2b292',
  reloaded: '728e2f2f0eb5416c88c592afd07a7a85',
  'reload-refused': '112ed9fcf77147a8b8da20ed1b93654e',
  decision: 'b2b640c9c7c34a7abaf0af36006a8342',
  'migration-started': '2fdb6702de6447839d69c177437d4567',
  'migration-ended': '2701fe519d3042969d6194e95d6465a6',
  'migration-failed': '76e300ca7ffc44c9bf2f2403dda5a856',
  'round-started': '47d49a0a427f438a8c3f1550812d3560',
  'round-ended': 'ad5274f6de5048d18bdba7e73674ef81',
  standing: '12fba5a85e714d0680a21e050f9e1933',
  order: 'caa256c3c71348958ab52c1d8aae14bf',
  alarm: '8f1ec69ee44342818946bd74f9830091',
  unwell: 'b11452505229409fbc411e7b95cc372b',
};
