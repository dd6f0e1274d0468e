// What the agent shows over HTTP, where the settings say so: metrics, and the page of this host. Composes servers and
// pages, follows reloads, and takes no part in anything else: without any of it the agent does the same. What is not
// wanted is not loaded either.
import type { HttpConfig, WebConfig } from './config/config.js';
import type { Effect } from './core/steps.js';
import type { Page } from './http/answer.js';
import { sharedFor } from './http/fresh.js';
import { HttpServer } from './http/server.js';
import type { Logger } from './log.js';
import type { Metrics } from './metrics/metrics.js';
import type { MetricsSnapshot } from './metrics/snapshot.js';
import type { WebSnapshot } from './web/snapshot.js';

/** However many ask, a page is made at most this often, ms. */
const FRESH_MS = 1_000;

export interface PagesConfig {
  readonly metrics: HttpConfig;
  readonly web: WebConfig;
}

export interface PagesOptions {
  readonly version: string;
  readonly log: Logger;
  readonly metrics: () => Promise<MetricsSnapshot>;
  readonly web: () => Promise<WebSnapshot>;
}

type Listen = Exclude<HttpConfig['listen'], 'off'>;

export class Pages {
  readonly #options: PagesOptions;
  #metrics: Metrics | undefined;
  #servers: HttpServer[] = [];
  #applied: string | undefined;
  #applying: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: PagesOptions) {
    this.#options = options;
  }

  /** Serves what the settings say from now on. Resolves when each address has been tried; never rejects. */
  apply({ metrics, web }: PagesConfig): Promise<void> {
    const config = { metrics, web };
    this.#applying = this.#applying
      .then(() => this.#change(config))
      .catch((error: Error) => {
        this.#options.log.error('metrics and page cannot be served', { error });
      });
    return this.#applying;
  }

  /** Never throws. */
  observe(effect: Effect): void {
    this.#metrics?.observe(effect);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#applying;
    await this.#stop();
  }

  async #change(config: PagesConfig): Promise<void> {
    const wanted = JSON.stringify(config);
    if (this.#closed || wanted === this.#applied) return;
    await this.#stop();
    const places = new Map<string, { listen: Listen; pages: Page[] }>();
    const add = ({ listen }: HttpConfig, page: Page): void => {
      if (listen === 'off') return;
      const name = JSON.stringify([listen.address, listen.port]);
      const place = places.get(name) ?? { listen, pages: [] };
      place.pages.push(page);
      places.set(name, place);
    };
    // The page comes first: it is what who asks for a wrong path looks for.
    if (config.web.listen !== 'off') add(config.web, await this.#webPage(config.web));
    if (config.metrics.listen !== 'off') add(config.metrics, await this.#metricsPage());
    this.#servers = [...places.values()].map(
      ({ listen, pages }) => new HttpServer({ ...listen, pages, log: this.#options.log }),
    );
    await Promise.all(this.#servers.map((server) => server.start()));
    this.#applied = wanted;
  }

  async #webPage({ allowRemote }: WebConfig): Promise<Page> {
    const { POLICY, renderPage } = await import('./web/page.js');
    const headers = { 'Content-Security-Policy': POLICY };
    const answer = sharedFor(FRESH_MS, async () => {
      const body = renderPage(await this.#options.web());
      return { status: 200, type: 'text/html; charset=utf-8', body, headers };
    });
    return { path: '/', what: 'this host, its VMs and decisions', loopbackOnly: !allowRemote, answer };
  }

  /** Any name will do: scrapers use the host's, and no address or name of a VM is told. */
  async #metricsPage(): Promise<Page> {
    const { Metrics } = await import('./metrics/metrics.js');
    const metrics = new Metrics(this.#options.version, this.#options.metrics);
    this.#metrics = metrics;
    const answer = sharedFor(FRESH_MS, async () => ({ status: 200, ...(await metrics.scrape()) }));
    return { path: '/metrics', what: 'metrics for Prometheus', loopbackOnly: false, answer };
  }

  async #stop(): Promise<void> {
    this.#applied = undefined;
    await Promise.all(this.#servers.map((server) => server.close()));
    this.#servers = [];
    this.#metrics?.close();
    this.#metrics = undefined;
  }
}
