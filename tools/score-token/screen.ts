// A terminal that is drawn on with control sequences of ECMA-48, and its keys. Not what is drawn.
import type { ReadStream, WriteStream } from 'node:tty';
import { visible } from '../../agent/log.js';
import type { Screen } from './exit.js';

/** Alternate screen on, cursor off; and back. xterm's private modes, which every terminal of today has. */
const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
/** Ctrl-C and Ctrl-D come as characters while keys are read one by one. */
const LEAVING_KEYS = ['q', 'Q', '\u0003', '\u0004'];

/** Takes the terminal. `input` may be no terminal: then only signals end it. */
export function openScreen(output: WriteStream, input: ReadStream): Screen {
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  const onKeys = (keys: Buffer): void => {
    if (LEAVING_KEYS.some((key) => keys.includes(key))) leave();
  };
  if (input.isTTY) input.setRawMode(true).on('data', onKeys);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leave);
  output.write(ENTER);
  return {
    get rows() {
      return output.rows;
    },
    get columns() {
      return output.columns;
    },
    left: leaving.signal,
    draw: (lines) => {
      const shown = lines
        .slice(0, output.rows)
        .map((line) => `${[...visible(line)].slice(0, output.columns).join('')}${CLEAR_LINE}`);
      output.write(`${HOME}${shown.join('\r\n')}${CLEAR_BELOW}`);
    },
    close: () => {
      if (input.isTTY) input.off('data', onKeys).setRawMode(false);
      input.pause();
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, leave);
      output.write(LEAVE);
    },
  };
}
