// The faults: what is struck and when, how it ends, and within what time the round must have gone on. Each is struck
// at a moment found by moments.ts; what is required afterwards is the same for all (verdict.ts).
import { pause } from '../exec.js';
import { findMigration, freezeHolder, type RunningRound } from './moments.js';
import type { FaultName } from './names.js';
import { cutFabric, endLoss, joinFabric, losePackets } from './network-faults.js';
import {
  agentPid,
  crashHypervisor,
  killDaemon,
  restartAgent,
  signalAgent,
  startLibvirtd,
  startVswitchd,
} from './processes.js';
import type { Position } from './watch.js';

export interface Struck {
  /** Where the token was: the round has gone on when an agent has it beyond. */
  readonly at: Position;
  /** When, ms since the epoch. */
  readonly atMs: number;
  /** What was hit, for people. */
  readonly what: string;
  /** Hosts whose agents the fault has killed. */
  readonly killed?: readonly string[];
  /** Hypervisors that are gone for good, with their guests. */
  readonly gone?: readonly string[];
  /** Ends the fault while the round goes on: a supervisor's restart, the end of a cut. */
  readonly heal?: () => Promise<string | undefined>;
  /** Brings back, after the round, what was not to come back within it. */
  readonly restore?: () => Promise<void>;
}

export interface Scenario {
  readonly name: FaultName;
  readonly title: string;
  /** The round must have gone on by then, ms: the bounds of L1 (agent/core/README.md), and some time for a busy machine. */
  readonly goesOnWithinMs: number;
  strike(round: RunningRound): Promise<Struck>;
}

/** systemd's RestartSec of the agent's unit, and of libvirtd's on some systems; ovs-ctl's monitor is as fast. */
const RESTART_MS = 2000;
const STOP_MS = 30_000;
const CUT_MS = 60_000;
const LOST_ONE_IN = 10;

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'holder',
    title: 'kill -9 of the agent that holds the token; it is restarted after 2 s',
    goesOnWithinMs: 40_000,
    async strike(round) {
      const { holder, ...at } = await freezeHolder(round);
      signalAgent(holder, 'SIGKILL');
      const heal = async (): Promise<undefined> => {
        await pause(RESTART_MS);
        await restartAgent(holder);
      };
      return { at, atMs: Date.now(), what: `agent of ${holder}`, killed: [holder], heal };
    },
  },
  {
    name: 'holder-and-predecessor',
    title: 'kill -9 of the agents of the holder and of its predecessor; both stay dead',
    goesOnWithinMs: 180_000,
    async strike(round) {
      const suits = ({ predecessor }: { predecessor: string }): boolean => predecessor !== round.origin;
      const { holder, predecessor, ...at } = await freezeHolder(round, suits);
      const killed = [predecessor, holder];
      for (const host of killed) signalAgent(host, 'SIGKILL');
      const restore = async (): Promise<void> => {
        await Promise.all(killed.map(restartAgent));
      };
      return { at, atMs: Date.now(), what: `agents of ${holder} and ${predecessor}`, killed, restore };
    },
  },
  {
    name: 'libvirtd',
    title: 'kill -9 of libvirtd at the source of a migration; it is restarted after 2 s',
    goesOnWithinMs: 60_000,
    async strike(round) {
      const { vm, source, ...at } = await findMigration(round);
      await killDaemon(source, 'libvirtd');
      const heal = async (): Promise<undefined> => {
        await pause(RESTART_MS);
        await startLibvirtd(source);
      };
      return { at, atMs: Date.now(), what: `libvirtd of ${source}, ${vm} on its way`, heal };
    },
  },
  {
    name: 'ovs-vswitchd',
    title: 'kill -9 of ovs-vswitchd where the token is; it is restarted after 2 s',
    goesOnWithinMs: 60_000,
    async strike(round) {
      const { holder, ...at } = await freezeHolder(round);
      await killDaemon(holder, 'ovs-vswitchd');
      signalAgent(holder, 'SIGCONT');
      const heal = async (): Promise<undefined> => {
        await pause(RESTART_MS);
        await startVswitchd(holder);
      };
      return { at, atMs: Date.now(), what: `ovs-vswitchd of ${holder}`, heal };
    },
  },
  {
    name: 'stop',
    title: 'SIGSTOP of the agent that holds the token, for 30 s',
    goesOnWithinMs: 40_000,
    async strike(round) {
      const { holder, ...at } = await freezeHolder(round);
      const heal = async (): Promise<undefined> => {
        await pause(STOP_MS);
        if (agentPid(holder) !== undefined) signalAgent(holder, 'SIGCONT');
      };
      return { at, atMs: Date.now(), what: `agent of ${holder}`, heal };
    },
  },
  {
    name: 'partition',
    title: 'the fabric is cut at the core for a minute, in the middle of a migration',
    goesOnWithinMs: 150_000,
    async strike(round) {
      const { vm, source, ...at } = await findMigration(round);
      await cutFabric();
      const heal = async (): Promise<undefined> => {
        await pause(CUT_MS);
        await joinFabric();
      };
      return { at, atMs: Date.now(), what: `hv4 cut off, ${vm} on its way from ${source}`, heal };
    },
  },
  {
    name: 'loss',
    title: '10 % of all packets between hosts are lost, from the first migration to the end of the round',
    goesOnWithinMs: 150_000,
    async strike(round) {
      const { vm, source, ...at } = await findMigration(round);
      await losePackets(LOST_ONE_IN);
      const restore = async (): Promise<void> => {
        await endLoss();
      };
      return { at, atMs: Date.now(), what: `1 packet in ${LOST_ONE_IN}, ${vm} on its way from ${source}`, restore };
    },
  },
  {
    name: 'hypervisor',
    title: 'a whole hypervisor ends, guests included, while it holds the token',
    goesOnWithinMs: 60_000,
    async strike(round) {
      const { holder, ...at } = await freezeHolder(round);
      crashHypervisor(holder);
      return { at, atMs: Date.now(), what: holder, gone: [holder] };
    },
  },
];
