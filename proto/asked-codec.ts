// How the questions about room and history, and their answers, are written and read.
import { MAX_TOLD_BYTES, MAX_TOLD_RECORDS, type Refusal } from '../agent/core/messages.js';
import { MAX_HISTORY } from '../agent/core/rules/marks.js';
import type { Ipv4 } from '../topology/ipv4.js';
import { GROUP_NAME, MAX_GROUPS } from '../topology/vm-marks.js';
import { check, text } from './check.js';
import { score } from './gen/score.js';
import { flag, type KindCodecs } from './kinds.js';

const MAX_MACS = 64;

const WIRE_REFUSAL: Readonly<Record<Refusal, score.v1.Refusal>> = {
  room: score.v1.Refusal.REFUSAL_ROOM,
  mode: score.v1.Refusal.REFUSAL_MODE,
  maintenance: score.v1.Refusal.REFUSAL_MAINTENANCE,
  blackout: score.v1.Refusal.REFUSAL_BLACKOUT,
  'anti-affinity': score.v1.Refusal.REFUSAL_ANTI_AFFINITY,
  'implausible-data': score.v1.Refusal.REFUSAL_IMPLAUSIBLE_DATA,
  away: score.v1.Refusal.REFUSAL_AWAY,
};
export const REFUSALS: ReadonlyMap<number, Refusal> = new Map(
  Object.entries(WIRE_REFUSAL).map(([rule, wire]) => [wire as number, rule as Refusal]),
);

type Asked = 'capacity-request' | 'capacity-response' | 'reservation-release' | 'history-request' | 'history-response';

export const ASKED_CODECS: KindCodecs<Asked> = {
  'capacity-request': {
    encode: ({ memoryMiB, macs, antiAffinity = [], ...rest }) => ({
      capacityRequest: { ...rest, macs: [...macs], memoryMib: memoryMiB, antiAffinity: [...antiAffinity] },
    }),
    decode: ({ capacityRequest }) => {
      const { request, vm, domainUuid, macs, memoryMib, reserve, renewal, promise, vcpus, antiAffinity } =
        capacityRequest as score.v1.CapacityRequest;
      check(macs.length <= MAX_MACS, `more than ${MAX_MACS} MACs`);
      check(domainUuid !== '', 'capacity request without a domain uuid');
      const domain = { domainUuid: text(domainUuid, 'uuid', 64), macs: macs.map((mac) => text(mac, 'mac', 17)) };
      const named = promise === 0 ? {} : { promise };
      check(antiAffinity.length <= MAX_GROUPS, `more than ${MAX_GROUPS} groups`);
      for (const group of antiAffinity) check(GROUP_NAME.test(group), 'a group name breaks its rule');
      const rules = { ...(vcpus > 0 ? { vcpus } : {}), ...(antiAffinity.length > 0 ? { antiAffinity } : {}) };
      const wanted = { memoryMiB: memoryMib, reserve, ...flag('renewal', renewal), ...named, ...rules };
      return { type: 'capacity-request', request, vm: vm as Ipv4, ...domain, ...wanted };
    },
  },
  'capacity-response': {
    encode: ({ freeMemoryMiB, rule, ...rest }) => ({
      capacityResponse: { ...rest, freeMemoryMib: freeMemoryMiB, ...(rule ? { rule: WIRE_REFUSAL[rule] } : {}) },
    }),
    decode: ({ capacityResponse }) => {
      const wire = capacityResponse as score.v1.CapacityResponse;
      const { request, host, granted, reason, freeSlots, freeMemoryMib: freeMemoryMiB, expiresInMs } = wire;
      const room = { freeSlots, freeMemoryMiB, expiresInMs };
      // A rule that only newer agents know is told by its words all the same.
      const rule = granted ? undefined : REFUSALS.get(wire.rule);
      return {
        type: 'capacity-response',
        request,
        host: host as Ipv4,
        granted,
        reason: text(reason, 'reason'),
        ...room,
        ...(rule ? { rule } : {}),
      };
    },
  },
  'reservation-release': {
    encode: (message) => ({ reservationRelease: message }),
    decode: ({ reservationRelease }) => {
      const { vm, domainUuid, promise } = reservationRelease as score.v1.ReservationRelease;
      const named = promise === 0 ? {} : { promise };
      return { type: 'reservation-release', vm: vm as Ipv4, domainUuid: text(domainUuid, 'uuid', 64), ...named };
    },
  },
  'history-request': {
    encode: (message) => ({ historyRequest: message }),
    decode: ({ historyRequest }) => {
      const { request, vm, limit } = historyRequest as score.v1.HistoryRequest;
      check(limit >= 1 && limit <= MAX_TOLD_RECORDS, `a limit is not 1..${MAX_TOLD_RECORDS}`);
      return { type: 'history-request', request, vm: vm as Ipv4, limit };
    },
  },
  'history-response': {
    encode: ({ records, formerHosts, ...rest }) => ({
      historyResponse: { ...rest, records: [...records], formerHosts: [...formerHosts] },
    }),
    decode: ({ historyResponse }) => {
      const { request, host, records, formerHosts } = historyResponse as score.v1.HistoryResponse;
      check(records.length <= MAX_TOLD_RECORDS, `more than ${MAX_TOLD_RECORDS} records`);
      check(formerHosts.length <= MAX_HISTORY, `more than ${MAX_HISTORY} former hosts`);
      for (const record of records) text(record, 'record', MAX_TOLD_BYTES);
      const bytes = records.reduce((sum, record) => sum + Buffer.byteLength(record), 0);
      check(bytes <= MAX_TOLD_BYTES, `records of ${bytes} bytes`);
      return { type: 'history-response', request, host: host as Ipv4, records, formerHosts: formerHosts as Ipv4[] };
    },
  },
};
