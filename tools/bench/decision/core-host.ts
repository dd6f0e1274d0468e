// One host's agent without its drivers: the real core on a real transport, fed by hand with what drivers would tell it.
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from '../../../agent/core/agent.js';
import { NOTHING } from '../../../agent/core/remembered.js';
import { UNRESTRICTED } from '../../../agent/core/rules/settings.js';
import type { CoreSettings } from '../../../agent/core/settings.js';
import type { Effect } from '../../../agent/core/steps.js';
import { CoreLoop } from '../../../agent/core-loop.js';
import { UdpTransport } from '../../../agent/transport/endpoint.js';
import type { Keyring } from '../../../agent/transport/keyring.js';
import { decodeMessage, encodeMessage } from '../../../proto/codec.js';
import type { Ipv4 } from '../../../topology/ipv4.js';
import { seededRandom } from '../../random.js';
import { flowOf, macOf, type Site } from './site.js';

const vmMemoryMiB = 1024;
const bytesOfFlow = 1_000_000;
const pollPauseMs = 5;

export class CoreHost {
  readonly address: Ipv4;
  readonly transport: UdpTransport;
  agent: Agent;
  loop: CoreLoop;
  readonly #site: Site;
  readonly #onEffect: (effect: Effect) => void;
  #heard: (() => void) | undefined;

  constructor(site: Site, address: Ipv4, keyring: Keyring, onEffect: (effect: Effect) => void = () => {}) {
    this.#site = site;
    this.address = address;
    this.#onEffect = onEffect;
    this.transport = new UdpTransport({ address, port: site.port, mtu: 1500, keyring });
    this.transport.onPayload((payload, from) => {
      const message = decodeMessage(payload);
      this.loop.feed({ type: 'message', message, from });
      this.#heard?.();
    });
    this.agent = this.#newAgent();
    this.loop = this.#newLoop();
  }

  /** Binds the host's address, and the addresses of its VMs as the redirect would. */
  async start(vms: readonly Ipv4[]): Promise<void> {
    await this.transport.start();
    for (const vm of vms) await this.transport.bindAlias(vm);
    this.#tell(vms);
  }

  /** A new agent that has seen its VM's traffic with each of the peers, and knows nothing of where they are. */
  async renew(vm: Ipv4, peers: readonly Ipv4[]): Promise<void> {
    this.loop.stop();
    this.agent = this.#newAgent();
    this.loop = this.#newLoop();
    this.#tell([vm]);
    const flows = (bytes: (at: number) => number) =>
      peers.flatMap((peer, at) => [flowOf(vm, peer, 1, bytes(at)), flowOf(peer, vm, 99, bytes(at))]);
    // The first poll only sets the marks. A long one is taken in piece by piece.
    this.loop.feed({ type: 'flows', samples: flows(() => 0) });
    await sleep(pollPauseMs);
    this.loop.feed({ type: 'flows', samples: flows((at) => bytesOfFlow + 1000 * at) });
    while (this.agent.table.size < 2 * peers.length) await sleep(1);
    await sleep(pollPauseMs);
  }

  /** Resolves when the next message has come and was taken by the core. */
  nextPayload(): Promise<void> {
    return new Promise((resolve) => {
      this.#heard = resolve;
    });
  }

  async close(): Promise<void> {
    this.loop.stop();
    await this.transport.close();
  }

  #tell(vms: readonly Ipv4[]): void {
    const { loop } = this;
    loop.feed({ type: 'driver', driver: 'hypervisor' });
    loop.feed({ type: 'driver', driver: 'datapath' });
    loop.feed({ type: 'memory', totalMiB: 65_536 });
    const ports = vms.map((vm, at) => ({ name: `vnet${at}`, ofport: at + 1, datapathPort: at + 1, mac: macOf(vm) }));
    loop.feed({ type: 'ports', ports });
    loop.feed({ type: 'domains', domains: vms.map(domainOf) });
    loop.feed({ type: 'flows', samples: vms.map((vm, at) => flowOf(vm, this.#site.decidingVm, at + 1, 0)) });
  }

  #newAgent(): Agent {
    return new Agent(
      settingsOf(this.#site, this.address),
      this.#site.map,
      seededRandom(this.address).next,
      performance.now(),
      NOTHING,
    );
  }

  #newLoop(): CoreLoop {
    return new CoreLoop(this.agent, (effect) => {
      if (effect.type === 'send') this.#send(effect);
      else this.#onEffect(effect);
    });
  }

  #send({ to, message, delivery }: Effect & { type: 'send' }): void {
    const { loop } = this;
    const settled = (): void => {
      if (delivery !== undefined) loop.feed({ type: 'sent', delivery });
    };
    // A lost datagram is asked for again; a transport that is closed ends the benchmark anyway.
    this.transport.send(to, encodeMessage(message)).then(settled, settled);
  }
}

function domainOf(vm: Ipv4) {
  const uuid = `00000000-0000-4000-8000-${vm.toString(16).padStart(12, '0')}`;
  return { uuid, name: `vm-${vm}`, memoryMiB: vmMemoryMiB, macs: [macOf(vm)], running: true };
}

/** The defaults of an agent's settings. */
function settingsOf({ port, guests }: Site, host: Ipv4): CoreSettings {
  return {
    ...{ host, port, slots: 16, memoryMiB: 65_536, reserveMiB: 0, guestPrefixes: [guests] },
    // A VM decides when it was there for one poll; here it decides at once.
    ...{ pollIntervalMs: 1, windowMs: 60_000, maxFlows: 1_000_000 },
    location: { ttlMs: 30_000, negativeTtlMs: 10_000, maxEntries: 100_000 },
    requests: { timeoutMs: 250, attempts: 4, maxInFlight: 256 },
    reservationTtlMs: 60_000,
    limits: { total: 8, intoHost: 2, outOfHost: 2 },
    candidates: 'cost-map',
    ...UNRESTRICTED,
  };
}
