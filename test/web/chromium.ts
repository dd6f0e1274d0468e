// Headless Chromium, driven through its debugging pipe (--remote-debugging-pipe: messages of the DevTools protocol,
// each ended by a zero byte, on descriptors 3 and 4). Just what the tests of the page need.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { shortFolder, type Teardown } from '../support/temporary.js';

const START_MS = 60_000;

/** Undefined where there is none. */
export const chromium = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore', timeout: START_MS }).status === 0,
);

type Result = Readonly<Record<string, unknown>>;

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: Result;
  readonly result?: Result;
  readonly error?: { readonly message: string };
}

export class Browser {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (result: Result) => void; reject: (error: Error) => void }>();
  readonly #listeners = new Set<(method: string, params: Result, session: string | undefined) => void>();
  #last = 0;
  #rest = '';

  constructor(t: Teardown) {
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run'];
    const profile = `--user-data-dir=${path.join(shortFolder(t), 'profile')}`;
    this.#child = spawn(chromium!, [...flags, profile, '--remote-debugging-pipe', 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      detached: true,
    });
    (this.#child.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => this.#take(text));
    this.#child.stdio[3]!.on('error', () => {});
    t.teardown(async () => {
      const { exitCode, signalCode, pid } = this.#child;
      if (exitCode !== null || signalCode !== null) return;
      // Chromium's own children are in its process group.
      process.kill(-pid!, 'SIGKILL');
      await once(this.#child, 'exit');
    });
  }

  call(method: string, params: object = {}, sessionId?: string): Promise<Result> {
    this.#last += 1;
    const message = { id: this.#last, method, params, ...(sessionId === undefined ? {} : { sessionId }) };
    (this.#child.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(message.id, { resolve, reject }));
  }

  onEvent(listener: (method: string, params: Result, session: string | undefined) => void): void {
    this.#listeners.add(listener);
  }

  async open(url: string, look: { width: number; dark?: boolean }): Promise<Tab> {
    const { targetId } = await this.call('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.call('Target.attachToTarget', { targetId, flatten: true });
    const tab = new Tab(this, sessionId as string);
    await tab.prepare(look);
    await tab.go(url);
    return tab;
  }

  #take(text: string): void {
    const parts = (this.#rest + text).split('\0');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) {
      const { id, method, sessionId, params = {}, result = {}, error } = JSON.parse(part) as Reply;
      if (method !== undefined) for (const listener of this.#listeners) listener(method, params, sessionId);
      const waiting = id === undefined ? undefined : this.#waiting.get(id);
      if (id === undefined || !waiting) continue;
      this.#waiting.delete(id);
      if (error) waiting.reject(new Error(error.message));
      else waiting.resolve(result);
    }
  }
}

export class Tab {
  /** What Chromium complains of: violations of the policy, failed requests, errors of scripts. */
  readonly complaints: string[] = [];
  readonly #browser: Browser;
  readonly #session: string;
  #loaded: (() => void) | undefined;

  constructor(browser: Browser, session: string) {
    this.#browser = browser;
    this.#session = session;
    browser.onEvent((method, params, from) => {
      if (from !== session) return;
      if (method === 'Page.loadEventFired') this.#loaded?.();
      if (method === 'Log.entryAdded') this.complaints.push((params.entry as { text: string }).text);
      if (method === 'Runtime.exceptionThrown') this.complaints.push(JSON.stringify(params.exceptionDetails));
    });
  }

  call(method: string, params: object = {}): Promise<Result> {
    return this.#browser.call(method, params, this.#session);
  }

  async prepare({ width, dark = false }: { width: number; dark?: boolean }): Promise<void> {
    for (const domain of ['Page', 'Runtime', 'Log']) await this.call(`${domain}.enable`);
    const size = { width, height: 900, deviceScaleFactor: 1, mobile: width < 500 };
    await this.call('Emulation.setDeviceMetricsOverride', size);
    const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }];
    await this.call('Emulation.setEmulatedMedia', { features });
  }

  async go(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => {
      this.#loaded = resolve;
    });
    await this.call('Page.navigate', { url });
    await loaded;
  }

  /** The value of an expression in the page, as JSON carries it. Promises are awaited. */
  async value<T>(expression: string): Promise<T> {
    const parameters = { expression, returnByValue: true, awaitPromise: true };
    const { result, exceptionDetails } = await this.call('Runtime.evaluate', parameters);
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails).slice(0, 2000));
    return (result as { value: T }).value;
  }

  async press(key: string): Promise<void> {
    const codes: Readonly<Record<string, number>> = { Tab: 9, Enter: 13, ' ': 32 };
    const event = { key, code: key === ' ' ? 'Space' : key, windowsVirtualKeyCode: codes[key] };
    const text = key === 'Enter' ? '\r' : key === ' ' ? ' ' : undefined;
    await this.call('Input.dispatchKeyEvent', { type: 'keyDown', ...event, ...(text === undefined ? {} : { text }) });
    await this.call('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }

  /** The whole page as PNG. */
  async picture(): Promise<Buffer> {
    const { data } = await this.call('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true });
    return Buffer.from(data as string, 'base64');
  }
}
