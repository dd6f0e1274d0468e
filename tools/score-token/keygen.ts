// score-token keygen: a new cluster key in a file that only its owner can read, and the steps that change a cluster from
// one key to the next (agent/transport/keyring.ts says why there are three).
import {
  type ClusterKey,
  changeKeyFile,
  formatKeyId,
  generateKey,
  KeyError,
  replaceKeyFile,
  writeKeyFile,
} from '../../agent/transport/key.js';
import type { Terminal } from './exit.js';

/** What to do with the file: make it, or a step of a rotation. */
export type KeygenStep = 'make' | 'add' | 'promote' | 'prune';

export interface KeygenOptions {
  readonly file: string;
  readonly step: KeygenStep;
  readonly force: boolean;
}

const EVERYWHERE = 'When every host has it, reload every agent (systemctl reload score-agent)';
const NEXT: Record<Exclude<KeygenStep, 'make'>, string> = {
  add: `Copy the file to every host of the cluster over a safe way, and give it to its user there (chown score:). ${EVERYWHERE}, then go on with --promote.`,
  promote: `Copy the file to every host again. ${EVERYWHERE}, then go on with --prune.`,
  prune: `Copy the file to every host again. ${EVERYWHERE}; that ends the rotation.`,
};

/** Runs a step. Throws KeyError, and leaves the file as it was, when the step makes no sense for what is in it. */
export function keygen({ file, step, force }: KeygenOptions, terminal: Terminal): void {
  if (step === 'make') return make(file, force, terminal);
  let done = '';
  let isIdle = false;
  changeKeyFile(file, (keys) => {
    const changed = STEPS[step](keys, file, force);
    done = changed.done;
    isIdle = changed.isIdle === true;
    return changed.keys;
  });
  terminal.print(`${file}: ${done}`);
  if (!isIdle) terminal.tell(NEXT[step]);
}

/**
 * Writes a new key. Without `force` an existing file is left alone and KeyError('exists') thrown; with it the keys of
 * the file are replaced in one step, so that an agent that reads it meanwhile sees the old key or the new one.
 */
function make(file: string, force: boolean, terminal: Terminal): void {
  const key = generateKey();
  if (force) replaceKeyFile(file, key);
  else writeKeyFile(file, key);
  terminal.print(`wrote key ${formatKeyId(key.id)} to ${file}`);
  terminal.tell(
    'Copy it to every host of the cluster over a safe way, give it to its user there (chown score:), and start the agents.',
  );
  if (force) terminal.tell('Agents with the old key do not hear those with this one; --add changes keys without that.');
}

interface Changed {
  readonly keys: readonly ClusterKey[];
  readonly done: string;
  /** Nothing was to be done, so nothing follows for the other hosts. */
  readonly isIdle?: true;
}

type Step = (keys: readonly [ClusterKey, ...ClusterKey[]], file: string, force: boolean) => Changed;

const STEPS: Record<Exclude<KeygenStep, 'make'>, Step> = {
  /** Refused in the middle of another rotation: nobody could tell any more which key is to be the next. */
  add(keys, file) {
    if (keys.length > 1) {
      const advice = 'finish that rotation first, with --promote and --prune';
      throw new KeyError('rotation', `${file} holds ${keys.length} keys already; ${advice}`);
    }
    let key = generateKey();
    while (key.id === keys[0].id) key = generateKey();
    const done = `added key ${nameOf(key)}, which is accepted; ${nameOf(keys[0])} is still the one to send with`;
    return { keys: [...keys, { ...key, isNew: true }], done };
  },

  /** Done twice, it changes nothing the second time, so that it can be run on all hosts without counting. */
  promote(keys, file) {
    const added = keys.find(({ isNew }) => isNew);
    if (!added && keys.length === 1) {
      throw new KeyError('rotation', `${file} holds only the key ${nameOf(keys[0])}; add one with --add first`);
    }
    if (!added) return { keys, done: `${nameOf(keys[0])} is the key to send with already` };
    const { isNew: _, ...promoted } = added;
    const others = keys.filter((key) => key !== added);
    return {
      keys: [promoted, ...others],
      done: `${nameOf(added)} is the key to send with; accepted too: ${others.map(nameOf).join(', ')}`,
    };
  },

  /** With `force` also a new key that never was the sending one: that gives a rotation up. */
  prune(keys, file, force) {
    const added = keys.find(({ isNew }) => isNew);
    if (added && !force) {
      const advice = 'run --promote first, or give the new key up with --prune --force';
      throw new KeyError('rotation', `${file}: the new key ${nameOf(added)} is not the sending one; ${advice}`);
    }
    const [sending, ...others] = keys;
    if (others.length === 0) {
      return { keys, done: `nothing to remove; ${nameOf(sending)} is the only key`, isIdle: true };
    }
    return { keys: [sending], done: `removed ${others.map(nameOf).join(', ')}; ${nameOf(sending)} is the only key` };
  },
};

function nameOf(key: ClusterKey): string {
  return formatKeyId(key.id);
}
