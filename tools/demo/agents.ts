// The demo's score-agent processes: starts one for each host, watches them, and stops every one by its own
// process handle. Talks to them through their control sockets only.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ControlClient } from '../../agent/control/client.js';
import type { StatusReport } from '../../agent/report/status.js';
import type { SiteHost } from './site.js';

/** An agent that holds the token waits for a chance to hand it on; the demo has no use for that. */
const stopTimeoutMs = 3000;
const logTailLines = 15;

export interface AgentPlan {
  readonly host: SiteHost;
  readonly settingsFile: string;
  readonly controlSocket: string;
}

class Agent {
  readonly plan: AgentPlan;
  readonly logFile: string;
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  client: ControlClient | undefined;

  constructor(plan: AgentPlan, program: string, preload: string) {
    this.plan = plan;
    this.logFile = path.join(path.dirname(plan.settingsFile), 'agent.log');
    const log = openSync(this.logFile, 'w');
    const argv = ['--import', preload, program, '--config', plan.settingsFile];
    this.child = spawn(process.execPath, argv, { stdio: ['ignore', log, log, 'ipc'] });
    closeSync(log);
    this.ended = new Promise((resolve) => {
      this.child.once('exit', () => resolve());
      this.child.once('error', () => resolve());
    });
  }

  get running(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }
}

export class Agents {
  readonly #agents: Agent[] = [];
  #stopping = false;
  #fail: (error: Error) => void = () => undefined;
  /** Rejects when an agent ends before it is told to; never resolves. */
  readonly failed: Promise<never> = new Promise((_, reject) => {
    this.#fail = reject;
  });

  /** `program` is the compiled agent, `preload` the URL of follow-parent. */
  start(plans: readonly AgentPlan[], program: string, preload: string): void {
    // Nobody may be waiting when it happens.
    this.failed.catch(() => undefined);
    for (const plan of plans) {
      const agent = new Agent(plan, program, preload);
      this.#agents.push(agent);
      void agent.ended.then(() => {
        if (!this.#stopping) this.#fail(new Error(endedText(agent)));
      });
    }
  }

  /** The first host's control connection: where the token is injected. */
  async first(): Promise<ControlClient> {
    return this.#connect(this.#agents[0]!);
  }

  /** Every agent's status; undefined for one that cannot be asked. */
  async statuses(): Promise<(StatusReport | undefined)[]> {
    const ask = async (agent: Agent) => (await this.#connect(agent)).status();
    return Promise.all(
      this.#agents.map((agent) =>
        ask(agent).catch(() => {
          // An agent that is not up yet is normal here; one that has ended makes `failed` reject.
          agent.client?.close();
          agent.client = undefined;
          return undefined;
        }),
      ),
    );
  }

  logFiles(): string[] {
    return this.#agents.map((agent) => agent.logFile);
  }

  /** Asks every agent to end, and kills those that do not within 3 s. Safe to call twice. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const agent of this.#agents) {
      agent.client?.close();
      if (agent.running) agent.child.kill('SIGTERM');
    }
    const timer = setTimeout(() => this.killAll(), stopTimeoutMs);
    await Promise.all(this.#agents.filter((agent) => agent.running).map((agent) => agent.ended));
    clearTimeout(timer);
  }

  /** The last resort, also at process exit: no waiting. */
  killAll(): void {
    for (const agent of this.#agents) if (agent.running) agent.child.kill('SIGKILL');
  }

  async #connect(agent: Agent): Promise<ControlClient> {
    agent.client ??= await ControlClient.connect(agent.plan.controlSocket, 2000);
    return agent.client;
  }
}

function endedText(agent: Agent): string {
  const how = agent.child.signalCode ?? `exit code ${agent.child.exitCode}`;
  const tail = readFileSync(agent.logFile, 'utf8').trimEnd().split('\n').slice(-logTailLines).join('\n');
  return `the agent of ${agent.plan.host.name} has ended (${how}); the end of its log ${agent.logFile}:\n${tail}`;
}
