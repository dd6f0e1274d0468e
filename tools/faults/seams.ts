// The places at which a canary may break the protocol on purpose: between an agent and its disk, its hypervisor and the
// wire. Nothing is changed there in an honest run.
import type { Message } from '../../agent/core/messages.js';
import type { Remembered } from '../../agent/core/remembered.js';
import type { Input } from '../../agent/core/steps.js';
import type { AgentView } from './observer.js';

export interface Seams {
  /** What the host's disk keeps of what the agent writes. */
  writing(host: AgentView, remembered: Remembered): Remembered | undefined;
  /** What a new agent reads. */
  reading(host: AgentView, remembered: Remembered | undefined): Remembered | undefined;
  /** What the agent gets in place of what its own host tells it. */
  telling(host: AgentView, input: Input): Input;
  /** What goes out in place of a message; undefined: nothing. */
  sending(host: AgentView, message: Message): Message | undefined;
  /** What comes in in place of a message: several, one after the other, or none. */
  receiving(host: AgentView, message: Message): readonly Message[];
  /** The transport lets nothing old pass to a new agent. */
  readonly guardsNewAgents: boolean;
}

export const honest: Seams = {
  writing: (_host, remembered) => remembered,
  reading: (_host, remembered) => remembered,
  telling: (_host, input) => input,
  sending: (_host, message) => message,
  receiving: (_host, message) => [message],
  guardsNewAgents: true,
};
