// Starts a round: refuses when one seems to be under way, finds the VMs if the operator named none, and makes
// the token. From then on the token is the holder's business (holder.ts).
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import { discover, MAX_SWEEP, sweepSize } from './discovery.js';
import { isGuestAddress } from './guest-address.js';
import type { Holder } from './holder.js';
import type { Surroundings } from './locating.js';
import type { Orders } from './orders.js';
import type { Origin } from './origin.js';
import type { Context, InjectOrder, InjectResult } from './steps.js';
import { firstHeader, MAX_SLOTS, Token } from './token.js';

/** A token seen within this time counts as a round under way, ms. */
const ROUND_RUNNING_MS = 60_000;

type Reply = (result: InjectResult) => void;
type Refusal = InjectResult & { ok: false };

export class Injecting {
  readonly #around: Surroundings;
  readonly #holder: Holder;
  readonly #origin: Origin;
  readonly #orders: Orders;
  #isDiscovering = false;

  constructor(around: Surroundings, holder: Holder, origin: Origin, orders: Orders) {
    this.#around = around;
    this.#holder = holder;
    this.#origin = origin;
    this.#orders = orders;
  }

  /** `reply` is called once: at once, or when discovery has ended. */
  inject(order: InjectOrder, reply: Reply): void {
    const { context, requests, locations, local } = this.#around;
    const refusal = this.#refusal(order);
    if (refusal) return reply(refusal);
    if (order.vms) return this.#launch(order, order.vms, [], reply);
    this.#isDiscovering = true;
    discover(context, requests, locations.knownHosts(), (vms, _hosts, silent) => {
      this.#isDiscovering = false;
      if (this.#holder.state !== 'idle') return reply(refuse('busy', 'a token came while VMs were being discovered'));
      const found = [...vms, ...local.list().map((vm) => vm.address)];
      this.#launch(
        order,
        found.filter((vm) => isGuestAddress(vm, context)),
        silent,
        reply,
      );
    });
  }

  #refusal(order: InjectOrder): Refusal | undefined {
    const { context } = this.#around;
    if (this.#around.standings.effectiveMode() === 'off') return refuse('mode-off', "this host's mode is off");
    if (this.#orders.current().paused) return refuse('paused', 'rounds are paused; resume them first');
    if (this.#holder.state !== 'idle') return refuse('busy', 'this host holds a token now');
    if (this.#isDiscovering) return refuse('busy', 'this host is discovering VMs for another injection');
    const sight = this.#holder.sight();
    const isRecent = sight?.state === 'passed' && context.nowMs - sight.atMs < ROUND_RUNNING_MS;
    const hasEnded =
      sight &&
      (this.#origin.report(sight.token.header.id)?.endReason !== undefined ||
        this.#holder.handover.isDead(sight.token.header.id, sight.token.header.generation) ||
        sight.token.header.epoch < this.#orders.current().epoch);
    if (isRecent && !hasEnded && !order.force) {
      return refuse('round-running', `token ${sight.token.header.id} passed here less than a minute ago`);
    }
    const stranger = order.vms?.find((vm) => !isGuestAddress(vm, context));
    if (stranger !== undefined) {
      return refuse('no-guest', `${formatIpv4(stranger)} is no guest's address: see guests.prefixes and the cost map`);
    }
    if (!order.vms && sweepSize(context) > MAX_SWEEP) {
      return refuse('sweep-too-large', `the cost map's prefixes hold more than ${MAX_SWEEP} addresses; name the VMs`);
    }
    return undefined;
  }

  #launch(order: InjectOrder, vms: readonly Ipv4[], silentHosts: readonly Ipv4[], reply: Reply): void {
    const ids = [...new Set(vms)].sort((a, b) => a - b);
    if (ids.length === 0) return reply(refuse('no-vms', whyNoVms(silentHosts)));
    if (ids.length > MAX_SLOTS) return reply(refuse('too-many-vms', `${ids.length} VMs; a token holds ${MAX_SLOTS}`));
    const token = makeToken(this.#around.context, order, this.#orders.current().epoch, ids);
    reply({ ok: true, tokenId: token.header.id, slots: token.size, silentHosts });
    this.#holder.begin(token);
  }
}

/** Silent hosts that a refusal names. */
const MAX_NAMED = 20;

/** The VMs may all be on hosts that have not answered. */
function whyNoVms(silentHosts: readonly Ipv4[]): string {
  const text = 'no VM was found: do agents run, and have their VMs talked?';
  if (silentHosts.length === 0) return text;
  const more = silentHosts.length > MAX_NAMED ? ` and ${silentHosts.length - MAX_NAMED} more` : '';
  return `${text} no answer from ${silentHosts.slice(0, MAX_NAMED).map(formatIpv4).join(', ')}${more}`;
}

function refuse(code: Refusal['code'], text: string): Refusal {
  return { ok: false, code, text };
}

/** A token for a first round. Levels nobody has told yet count as the highest, so that nobody is passed over. */
function makeToken(context: Context, order: InjectOrder, epoch: number, ids: readonly Ipv4[]): Token {
  const level = context.map.maxLevel;
  const { policy, migrationCost, autoCost = false, dryRun = false, rounds: maxRounds } = order;
  const [id, origin] = [hex(context) + hex(context), context.settings.host];
  const { limits } = context.settings;
  const header = firstHeader(
    {
      id,
      policy,
      migrationCost,
      autoCost,
      dryRun,
      maxRounds,
      origin,
      fixedList: order.vms !== undefined,
      epoch,
      limits,
    },
    level,
  );
  return new Token(
    header,
    ids.map((id) => ({ id, level, load: 0, visited: false })),
  );
}

/** 32 random bits as 8 hex digits. */
function hex(context: Context): string {
  const bits = Math.floor(context.random() * 2 ** 32);
  return bits.toString(16).padStart(8, '0');
}
