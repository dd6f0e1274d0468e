// The deciding side of the decision's benchmark: starts the answering hosts, has its VM decide, and takes the time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Effect } from '../../../agent/core/steps.js';
import { formatKey, generateKey } from '../../../agent/transport/key.js';
import { Keyring } from '../../../agent/transport/keyring.js';
import { encodeMessage } from '../../../proto/codec.js';
import type { Ipv4 } from '../../../topology/ipv4.js';
import { freePort } from '../free-port.js';
import type { StartAnswering } from './answering.js';
import { BareSender } from './bare.js';
import { CoreHost } from './core-host.js';
import { type Site, siteOf } from './site.js';

/** c_m that no gain reaches. */
const tooDear = 1e18;
const roundTripsAtOnce = 21;

type Ending = Effect & { type: 'migrate' | 'decided' };

export class Bench {
  readonly #site: Site;
  readonly #host: CoreHost;
  readonly #stopAnswering: () => void;
  readonly #bare: BareSender;
  #onEffect: (effect: Effect) => void = () => {};

  constructor(site: Site, keyring: Keyring, bare: BareSender, stopAnswering: () => void) {
    this.#site = site;
    this.#bare = bare;
    this.#stopAnswering = stopAnswering;
    this.#host = new CoreHost(site, site.decidingHost, keyring, (effect) => this.#onEffect(effect));
  }

  start(): Promise<void> {
    return this.#host.start([this.#site.decidingVm]);
  }

  /** From nothing known to the order to migrate, ms. The migration is then refused, and the room given back. */
  async cold(neighbours: number): Promise<number> {
    await this.#renew(neighbours);
    return this.#decide(0, 'migrate');
  }

  /** From the answers of a decision just before to the verdict, ms. */
  async cached(neighbours: number): Promise<number> {
    await this.#renew(neighbours);
    await this.#decide(tooDear, 'decided');
    return this.#decide(tooDear, 'decided');
  }

  /** The time of one request for a location and its answer, ms: the median of some, one after the other. */
  async roundTrip(): Promise<number> {
    const times: number[] = [];
    for (let trip = 0; trip < roundTripsAtOnce; trip += 1) {
      const vm = this.#site.vms[trip % this.#site.vms.length]!;
      const start = performance.now();
      const answered = this.#host.nextPayload();
      const message = { type: 'location-request', request: trip, vm } as const;
      await this.#host.transport.send({ address: vm, port: this.#site.port }, encodeMessage(message));
      await answered;
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[times.length >>> 1]!;
  }

  /** What the datagrams of the requests and answers take alone, ms. */
  bare(neighbours: number): Promise<number> {
    return this.#bare.fanOut(this.#site.vms.slice(0, neighbours));
  }

  async close(): Promise<void> {
    await this.#host.close();
    this.#bare.close();
    this.#stopAnswering();
  }

  #renew(neighbours: number): Promise<void> {
    return this.#host.renew(this.#site.decidingVm, this.#site.vms.slice(0, neighbours));
  }

  async #decide(migrationCost: number, wanted: Ending['type']): Promise<number> {
    const { loop, agent } = this.#host;
    const start = performance.now();
    const ended = new Promise<Ending>((resolve) => {
      this.#onEffect = (effect) => {
        const isStay = effect.type === 'decided' && effect.record.verdict === 'stay';
        if (effect.type === 'migrate' || isStay) resolve(effect);
      };
    });
    const order = {
      policy: 'round-robin',
      migrationCost,
      rounds: 1,
      vms: [this.#site.decidingVm],
      force: true,
    } as const;
    loop.feed({ type: 'inject', order, reply: 1 });
    const ending = await ended;
    const ms = performance.now() - start;
    if (ending.type !== wanted) throw new Error(`expected ${wanted}: ${JSON.stringify(ending)}`);
    if (ending.type === 'decided' && ending.record.unlocated > 0)
      throw new Error(`${ending.record.unlocated} unlocated`);
    if (ending.type === 'migrate') {
      const result = { ok: false, code: 'refused', text: 'the benchmark moves nothing' } as const;
      loop.feed({ type: 'migration-ended', vm: ending.vm, result });
    }
    while (agent.holder.state !== 'idle') await sleep(1);
    // Whatever the round still has to say is said before the next one is measured.
    await sleep(5);
    return ms;
  }
}

/** Starts everything. `vms` is the largest number of neighbours. */
export async function openBench(vms: number): Promise<Bench> {
  const block = 80 + (process.pid % 120);
  const port = await freePort((0x7f000001 + block * 0x10000) as Ipv4);
  const echoPort = await freePort((0x7f000001 + block * 0x10000) as Ipv4);
  const key = generateKey();
  const site = siteOf(block, port, vms);
  const program = fileURLToPath(new URL('./answering.js', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 2, 2, 'ipc'] });
  const order: StartAnswering = { block, port, echoPort, vms, key: formatKey(key) };
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the answering hosts ended')));
  child.send(order);
  await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => {}); // It ends when it is told to.
  const bench = new Bench(site, new Keyring(key), await BareSender.open(site.decidingHost, echoPort), () =>
    child.disconnect(),
  );
  await bench.start();
  return bench;
}
