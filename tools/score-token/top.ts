// `score-token top`: the live view of this host. On a terminal it is drawn anew until the user leaves; else printed once.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlClient } from '../../agent/control/client.js';
import type { Screen, Terminal } from './exit.js';
import { showTop } from './show-top.js';

export interface TopOptions {
  readonly once: boolean;
  readonly json: boolean;
  readonly intervalMs: number;
}

/** Rejects when the agent does not answer any more; the terminal is as it was by then. */
export async function top(client: ControlClient, { once, json, intervalMs }: TopOptions, terminal: Terminal) {
  const screen = once || json ? undefined : terminal.screen?.();
  if (!screen) {
    const report = await client.top();
    for (const line of json ? [JSON.stringify(report)] : showTop(report)) terminal.print(line);
    return;
  }
  try {
    await watch(client, screen, intervalMs);
  } finally {
    screen.close();
  }
}

async function watch(client: ControlClient, screen: Screen, intervalMs: number): Promise<void> {
  const { left } = screen;
  while (!left.aborted) {
    const report = await client.top();
    screen.draw(showTop(report, { rows: screen.rows, every: intervalMs / 1000 }));
    // Rejects only when the user leaves.
    await sleep(intervalMs, undefined, { signal: left }).catch(() => {});
  }
}
