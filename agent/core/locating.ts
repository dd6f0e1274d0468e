// Finds out where a VM's neighbours are, all at once: from the cost map for endpoints, from this host's own
// list, from the cache, and by asking the rest at their own addresses (thesis 4.2.4).
import type { Ipv4 } from '../../topology/ipv4.js';
import type { Neighbour } from './cost.js';
import type { HostDirectory } from './directory.js';
import type { Rates } from './flows/rates.js';
import { isGuestAddress } from './guest-address.js';
import type { LocalVms } from './local-vms.js';
import type { Location, Locations } from './locations.js';
import type { Requests } from './requests.js';
import type { Context } from './steps.js';

/**
 * Neighbours that one decision considers at most, the heaviest first: ten times the thesis's worst case (ch. 5). A
 * guest that scans its network must not hold the token up, and what it sends to each address moves nothing.
 */
const MAX_NEIGHBOURS = 1_000;

export interface Located {
  readonly neighbours: readonly Neighbour[];
  /** Neighbours that nobody answered for. */
  readonly unlocated: number;
  /** Whether an answer came from the cache and may have aged. */
  readonly fromCache: boolean;
}

export interface Surroundings {
  readonly context: Context;
  readonly requests: Requests;
  readonly local: LocalVms;
  readonly locations: Locations;
  readonly directory: HostDirectory;
}

/**
 * Locates the peers of `rates`; with `fresh`, without what the cache says of those that were found. `done` is called
 * once, later or at once.
 */
export function locate(around: Surroundings, rates: Rates, fresh: boolean, done: (located: Located) => void): void {
  const neighbours: Neighbour[] = [];
  let open = 1; // The loop itself: it must end before `done` may be called.
  let unlocated = 0;
  let fromCache = false;
  const settle = (peer: Ipv4, bytesPerSecond: number, host: Ipv4 | undefined): void => {
    if (host === undefined) unlocated += 1;
    else neighbours.push({ peer, bytesPerSecond, host });
  };
  const close = (): void => {
    open -= 1;
    if (open === 0) done({ neighbours, unlocated, fromCache });
  };
  let taken = 0;
  for (const [peer, rate] of [...rates].sort(([a, rateA], [b, rateB]) => rateB - rateA || a - b)) {
    const known = knownPlace(around, peer);
    const cached = known ? undefined : usable(around.locations.get(peer), fresh);
    const place = known ?? cached;
    if (taken === MAX_NEIGHBOURS || (place && place.host === undefined)) {
      settle(peer, rate, undefined);
      continue;
    }
    taken += 1;
    if (place) {
      fromCache ||= cached?.host !== undefined;
      settle(peer, rate, place.host);
      continue;
    }
    open += 1;
    ask(around, peer, (host) => {
      settle(peer, rate, host);
      close();
    });
  }
  close();
}

/** What the cache may still say: that nobody answered is as good as fresh, for it was asked a moment ago. */
function usable(cached: Location | undefined, fresh: boolean): Location | undefined {
  return fresh && cached?.host !== undefined ? undefined : cached;
}

/** What needs no question: endpoints, hosts, local VMs; and strangers, whom no agent answers for. */
function knownPlace({ context, local }: Surroundings, peer: Ipv4): { host: Ipv4 | undefined } | undefined {
  const { map, settings } = context;
  if (map.isEndpoint(peer) || map.isHost(peer)) return { host: peer };
  if (local.get(peer)) return { host: settings.host };
  // An address that is no guest's may be anybody on the Internet: it must not be sent anything.
  return isGuestAddress(peer, context) ? undefined : { host: undefined };
}

function ask(around: Surroundings, peer: Ipv4, done: (host: Ipv4 | undefined) => void): void {
  const to = { address: peer, port: around.context.settings.port };
  around.requests.ask(to, { type: 'location-request', request: 0, vm: peer }, (answer) => {
    const isHosted = answer?.type === 'location-response' && answer.hosted && answer.vm === peer;
    const host = isHosted ? answer.host : undefined;
    around.locations.set(peer, host);
    done(host);
  });
}
