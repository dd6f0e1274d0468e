// score-token keygen: a new cluster key in a file that only its owner can read.
import { renameSync, rmSync } from 'node:fs';
import { formatKeyId, generateKey, writeKeyFile } from '../../agent/transport/key.js';
import type { Terminal } from './exit.js';

/**
 * Writes a new key. Without `force` an existing file is left alone and KeyError('exists') thrown; with it the file
 * is replaced in one step, so that an agent that reads it meanwhile sees the old key or the new one.
 */
export function keygen(file: string, force: boolean, terminal: Terminal): void {
  const key = generateKey();
  if (force) {
    const beside = `${file}.${process.pid}.new`;
    try {
      writeKeyFile(beside, key);
      renameSync(beside, file);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
  } else {
    writeKeyFile(file, key);
  }
  terminal.print(`wrote key ${formatKeyId(key.id)} to ${file}`);
  terminal.tell('Copy it to every host of the cluster over a safe way (scp -p), then restart the agents.');
}
