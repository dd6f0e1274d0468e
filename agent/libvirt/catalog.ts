// The domains of one host as S-CORE sees them: asks libvirt for states (cheap, every time) and definitions (kept until
// something says that they changed). Does not decide when to ask.
import type { ManagerName } from '../config/libvirt-keys.js';
import type { Domain, Obstacle } from '../core/drivers.js';
import type { Connection } from './connection.js';
import { DirtyRates } from './dirty-rates.js';
import { livesHere, stateObstacle } from './domain-state.js';
import { type DomainDescription, describeDomain } from './domain-xml.js';
import { errorNumber, LibvirtError } from './errors.js';
import type { Log } from './link.js';
import { getJobStats, jobType } from './migration-procedures.js';
import {
  type DomainRef,
  type DomainState,
  getAllDomainStats,
  getState,
  getXmlDesc,
  listAllDomains,
  listFlags,
  statsFlags,
  statsGroups,
} from './procedures.js';
import type { LocalPaths } from './shared-paths.js';
import { numberOf } from './typed-params.js';
import { formatUuid } from './uuid.js';

/** Events cover what matters in a definition, but not all of it; an entry older than this is read again. */
const maxAgeMs = 60_000;

/** Questions about single domains that are under way at once: libvirtd serves 5 a connection, one stays free. */
const parallel = 4;

interface Listed {
  readonly ref: DomainRef;
  readonly state: DomainState;
}

interface Entry {
  readonly id: number;
  readonly state: number;
  readonly readAt: number;
  readonly description: DomainDescription;
  /** From `writableDisks` that turned out to be local. */
  readonly localDisks: readonly Obstacle[];
}

export interface CatalogOptions {
  readonly localPaths: LocalPaths;
  /** Managers whose marks are no obstacle. */
  readonly ignoreManagers: readonly ManagerName[];
  /** How fast a copy may go; 0: not limited. */
  readonly bandwidthMiBps: number;
  readonly log: Log;
}

export class Catalog {
  readonly #options: CatalogOptions;
  readonly #dirtyRates: DirtyRates;
  readonly #entries = new Map<string, Entry>();
  /** Of domains that are here, what was logged of their history. */
  readonly #complained = new Map<string, string>();
  /** Counts invalidations, so that a definition that was under way when one came is not kept. */
  #changes = 0;

  constructor(options: CatalogOptions) {
    this.#options = options;
    this.#dirtyRates = new DirtyRates(options.log);
  }

  /** Something about the domain changed: read its definition again. */
  forget(uuid: string): void {
    this.#changes++;
    this.#entries.delete(uuid);
  }

  /** Nothing is asked any more. */
  close(): void {
    this.#dirtyRates.close();
  }

  forgetAll(): void {
    this.#changes++;
    this.#entries.clear();
    this.#dirtyRates.reset();
  }

  /** Every active domain. Rejects with what the connection or libvirt said; a domain that ends meanwhile is left out. */
  async list(connection: Connection): Promise<Domain[]> {
    const listed = await listStates(connection);
    const present = new Set(listed.map(({ ref }) => formatUuid(ref.uuid)));
    for (const known of [this.#entries, this.#complained])
      for (const uuid of known.keys()) if (!present.has(uuid)) known.delete(uuid);
    const domains = await mapParallel(listed, (one) => this.describe(connection, one));
    const known = domains.filter((domain) => domain !== undefined);
    const movable = new Set(known.flatMap(({ uuid, running, obstacle }) => (running && !obstacle ? [uuid] : [])));
    this.#dirtyRates.measure(
      connection,
      listed.flatMap(({ ref }) => (movable.has(formatUuid(ref.uuid)) ? [ref] : [])),
    );
    return known;
  }

  /** One domain, or undefined when it is not there any more. */
  async describe(connection: Connection, { ref, state }: Listed): Promise<Domain | undefined> {
    try {
      const { description, localDisks } = await this.#entry(connection, ref, state);
      const obstacle =
        stateObstacle(state) ?? (await jobObstacle(connection, ref)) ?? description.obstacles[0] ?? localDisks[0];
      return { ...this.#domainOf(description), running: livesHere(state), ...(obstacle ? { obstacle } : {}) };
    } catch (error) {
      if (error instanceof LibvirtError && error.code === errorNumber.noDomain) return undefined;
      throw error;
    }
  }

  #domainOf(description: DomainDescription): Omit<Domain, 'running' | 'obstacle'> {
    const { uuid, name, memoryMiB, macs, vcpus, marks, history, currentMemoryBytes } = description;
    const dirtyBytesPerSecond = this.#dirtyRates.bytesPerSecond(uuid);
    const { bandwidthMiBps } = this.#options;
    const copy = {
      memoryBytes: currentMemoryBytes,
      ...(dirtyBytesPerSecond === undefined ? {} : { dirtyBytesPerSecond }),
      ...(bandwidthMiBps > 0 ? { bytesPerSecond: bandwidthMiBps * 1024 ** 2 } : {}),
    };
    return {
      ...{ uuid, name, memoryMiB, macs, copy },
      ...(vcpus === undefined ? {} : { vcpus }),
      ...(marks ? { marks } : {}),
      ...(history.history ? { history: history.history } : {}),
    };
  }

  async #entry(connection: Connection, ref: DomainRef, { state }: DomainState): Promise<Entry> {
    const uuid = formatUuid(ref.uuid);
    const known = this.#entries.get(uuid);
    const fresh = known && known.id === ref.id && known.state === state && performance.now() - known.readAt < maxAgeMs;
    if (fresh) return known;
    const before = this.#changes;
    const readAt = performance.now();
    const description = describeDomain(
      await connection.call(getXmlDesc, { domain: ref }),
      this.#options.ignoreManagers,
    );
    const entry = { id: ref.id, state, readAt, description, localDisks: await this.#localDisks(description) };
    this.#complain(description);
    if (before === this.#changes) this.#entries.set(uuid, entry);
    return entry;
  }

  /** A history that cannot be read counts as none, which must not go unnoticed; nor be logged each time that it is read. */
  #complain({ uuid, name, history: { problem } }: DomainDescription): void {
    if (problem === undefined) this.#complained.delete(uuid);
    if (problem === undefined || this.#complained.get(uuid) === problem) return;
    this.#complained.set(uuid, problem);
    this.#options.log.warn('the history in the metadata of a VM cannot be read and counts as none', {
      vm: name,
      uuid,
      reason: problem,
    });
  }

  async #localDisks({ writableDisks }: DomainDescription): Promise<Obstacle[]> {
    if (writableDisks.length === 0) return [];
    const local = await this.#options.localPaths(writableDisks.map(({ path }) => path));
    return writableDisks.flatMap(({ target, path }): Obstacle[] => {
      const reason = local.get(path);
      return reason === undefined
        ? []
        : [
            {
              code: 'local-disk',
              detail: `disk ${target} is ${path}, ${reason}: not known to be shared with other hosts`,
            },
          ];
    });
  }
}

/** States of all active domains in one question; drivers without that procedure (Xen) are asked one by one. */
async function listStates(connection: Connection): Promise<Listed[]> {
  try {
    const flags = statsFlags.active | statsFlags.nowait;
    const records = await connection.call(getAllDomainStats, { groups: statsGroups.state, flags });
    return records.map(({ domain, params }) => {
      return {
        ref: domain,
        state: { state: numberOf(params, 'state.state'), reason: numberOf(params, 'state.reason') },
      };
    });
  } catch (error) {
    if (!isUnsupported(error)) throw error;
  }
  const refs = await connection.call(listAllDomains, { flags: listFlags.active });
  const listed = await mapParallel(refs, async (ref) => {
    const state = await unlessGone(connection.call(getState, { domain: ref }));
    return state && { ref, state };
  });
  return listed.filter((one) => one !== undefined);
}

/** A job (migration, save, dump, backup) holds the domain; a second one would be refused. */
async function jobObstacle(connection: Connection, ref: DomainRef): Promise<Obstacle | undefined> {
  try {
    const { type } = await connection.call(getJobStats, { domain: ref });
    return type === jobType.none
      ? undefined
      : { code: 'job-running', detail: 'libvirt is at work on the domain (a job is running)' };
  } catch (error) {
    if (isUnsupported(error)) return undefined;
    // "domain is not running": it ended, or its migration did, between the question for its state and this one.
    if (error instanceof LibvirtError && error.code === errorNumber.operationInvalid) {
      return { code: 'transient-state', detail: `libvirt says: ${error.message}` };
    }
    throw error;
  }
}

function isUnsupported(error: unknown): boolean {
  const codes: readonly number[] = [
    errorNumber.noSupport,
    errorNumber.argumentUnsupported,
    errorNumber.operationUnsupported,
  ];
  return error instanceof LibvirtError && codes.includes(error.code);
}

/** The answer, or undefined when the domain ended in the meantime. */
export async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof LibvirtError && error.code === errorNumber.noDomain) return undefined;
    throw error;
  }
}

async function mapParallel<T, R>(items: readonly T[], task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await task(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return results;
}
