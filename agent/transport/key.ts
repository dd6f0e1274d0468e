// The cluster's keys: making, writing and reading them. Not their use on datagrams, which is packet.ts.
//
// A key file is text: blank lines and lines that begin with # are ignored, and each other line holds a key: the base64
// of 32 bytes behind `score-key-2:` or `score-key-1:`. The first key is the one to send with, the others are accepted
// too. One of those may have ` new` behind it: it was added and is to be the next one to send with.
//
// The number says what the key is good for. Under a key 1, agents of the version before may talk, whose datagrams do not
// prove that they are no replays (replay.ts). Under a key 2 nobody may: their version takes it for no key at all. So the
// first rotation after an upgrade ends what was left open for it.
import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf } from './errors.js';

const KEY_BYTES = 32;
const LINE = /^score-key-([12]):(\S+)(?:\s+(.*))?$/;
/** A rotation needs the old and the new key; more than a few are a mistake. */
export const MAX_KEYS = 8;
/** A key file is a few lines and some comments; anything larger is some other file. */
const MAX_FILE_BYTES = 64 * 1024;
const COMMENT = '# S-CORE cluster key';

/** A key that every agent of a cluster holds. The secret is a KeyObject so that no log or dump prints it. */
export interface ClusterKey {
  /** Names the key in the clear: the first 4 bytes of SHA-256 over a label and the key, as an unsigned integer. */
  readonly id: number;
  /** 32 bytes, used with AES-256-GCM. */
  readonly secret: KeyObject;
  /** 1: agents of the version before may use it too. */
  readonly version: 1 | 2;
  /** Added by a rotation that has not made it the sending one yet. */
  readonly isNew?: true;
}

export type KeyErrorCode = 'missing' | 'unreadable' | 'permissions' | 'owner' | 'malformed' | 'exists' | 'rotation';

/** A key that cannot be used. The message names the file and what to do, and never shows key material. */
export class KeyError extends Error {
  readonly code: KeyErrorCode;

  constructor(code: KeyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KeyError';
    this.code = code;
  }
}

/** Makes a key of 32 bytes. `random` is the system's generator except in tests. */
export function generateKey(random: (bytes: number) => Uint8Array = randomBytes): ClusterKey {
  return keyFromBytes(random(KEY_BYTES), 2);
}

function keyFromBytes(bytes: Uint8Array, version: 1 | 2): ClusterKey {
  // The label keeps this hash apart from any other use of the key; 4 bytes of it tell nothing useful about the key.
  const digest = createHash('sha256').update('score cluster key id\0').update(bytes).digest();
  return { id: digest.readUInt32BE(0), secret: createSecretKey(bytes), version };
}

/** The key id as it appears in logs: 8 hexadecimal digits. */
export function formatKeyId(id: number): string {
  return id.toString(16).padStart(8, '0');
}

/** The text of a key file, comment included. The first of several keys is the one to send with. */
export function formatKey(...keys: readonly ClusterKey[]): string {
  const ids = keys.map(({ id }, index) => `${formatKeyId(id)}${index === 0 ? '' : ' (accepted)'}`).join(', ');
  const lines = keys.map(
    ({ secret, version, isNew }) =>
      `score-key-${version}:${secret.export().toString('base64')}${isNew ? ' new' : ''}\n`,
  );
  return `${COMMENT} ${ids}. The same on every host; mode 0600; keep it secret.\n${lines.join('')}`;
}

/**
 * Reads the text of a key file: at least one key, the one to send with first. `where` names it in errors.
 * Throws KeyError('malformed') for anything that is no comment and no key, and for a key that is there twice.
 */
export function parseKeys(text: string, where: string): [ClusterKey, ...ClusterKey[]] {
  const keys: ClusterKey[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const malformed = (what: string) => new KeyError('malformed', `${where}: line ${index + 1}: ${what}`);
    const key = parseLine(trimmed, malformed);
    if (keys.length >= MAX_KEYS) throw malformed(`more than ${MAX_KEYS} keys; remove those that no host sends with`);
    const known = keys.findIndex(({ id }) => id === key.id);
    if (known >= 0) throw malformed(`the same key as the ${known + 1}. one; remove one of the two lines`);
    if (key.isNew && keys.length === 0) throw malformed('the first key is the sending one; remove "new" behind it');
    if (key.isNew && keys.some(({ isNew }) => isNew)) throw malformed('a second key marked "new"; remove one of them');
    keys.push(key);
  }
  const [first, ...others] = keys;
  if (!first) throw new KeyError('malformed', `${where}: holds no key; make a key with "score-token keygen"`);
  return [first, ...others];
}

function parseLine(line: string, malformed: (what: string) => KeyError): ClusterKey {
  const found = LINE.exec(line);
  const advice = 'make a key with "score-token keygen"';
  if (!found) {
    const isOther = /^score-key-\d+:/.test(line) && !/^score-key-[12]:/.test(line);
    if (isOther) throw malformed('a key of a later version than this program; upgrade it, or use a key of its own');
    throw malformed(`is no key ("score-key-2:" and base64) and no comment (# ...); ${advice}`);
  }
  const [, version, base64 = '', mark] = found;
  const bytes = Buffer.from(base64, 'base64');
  // Node's decoder skips what is no base64, so only text that encodes back to itself was whole.
  if (bytes.length !== KEY_BYTES || bytes.toString('base64') !== base64) {
    throw malformed(`not the base64 of ${KEY_BYTES} bytes; copy the line again, or ${advice}`);
  }
  if (mark !== undefined && mark !== 'new') throw malformed('only "new" may stand behind a key; remove the rest');
  const key = keyFromBytes(bytes, version === '1' ? 1 : 2);
  return mark === 'new' ? { ...key, isNew: true } : key;
}

/**
 * The keys of a file that only its owner may read and that root or this process's user owns, the one to send with first.
 * Throws KeyError, whose message says what to do.
 */
export function readKeyFile(path: string): [ClusterKey, ...ClusterKey[]] {
  const { text } = readChecked(path);
  return parseKeys(text, path);
}

function readChecked(path: string): { readonly text: string; readonly stats: Stats } {
  let fd: number;
  try {
    // O_NONBLOCK: opening a FIFO must not wait for its writer.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') {
      const message = `${path}: no such key file; make it with "score-token keygen" on one host and copy it to the others`;
      throw new KeyError('missing', message, { cause: error });
    }
    throw unreadable(path, error);
  }
  try {
    // The open file is checked, not the path, so that nothing can be swapped in between.
    const stats = fstatSync(fd);
    checkKeyFile(path, stats);
    return { text: readFileSync(fd, 'utf8'), stats };
  } catch (error) {
    throw error instanceof KeyError ? error : unreadable(path, error);
  } finally {
    closeSync(fd);
  }
}

function unreadable(path: string, error: unknown): KeyError {
  const reason = error instanceof Error ? error.message : String(error);
  const advice = errnoOf(error) === 'EACCES' ? `; give it to the user of the agent: "chown score: ${path}"` : '';
  return new KeyError('unreadable', `${path}: cannot read the key file: ${reason}${advice}`, { cause: error });
}

/** The user that the installed unit runs the agent as: root checks and changes that user's file. */
function agentUser(): number | undefined {
  try {
    const entry = /^score:[^:]*:(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
    return entry ? Number(entry[1]) : undefined;
  } catch {
    return undefined; // Without a list of users there is no such user.
  }
}

function checkKeyFile(path: string, stats: Stats): void {
  if (!stats.isFile()) throw new KeyError('unreadable', `${path}: the key must be a regular file`);
  if (stats.size > MAX_FILE_BYTES) {
    throw new KeyError('malformed', `${path}: ${stats.size} bytes is too long for a key file`);
  }
  if ((stats.mode & 0o077) !== 0) {
    const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
    const advice = `others could read the key; run "chmod 600 ${path}", and make a new key if they may have`;
    throw new KeyError('permissions', `${path}: mode ${mode}: ${advice}`);
  }
  const self = process.geteuid?.() ?? 0;
  if (stats.uid === 0 || stats.uid === self || (self === 0 && stats.uid === agentUser())) return;
  const [who, owner] = self === 0 ? ['root or to the user score', 'score'] : [`root or to uid ${self}`, String(self)];
  const advice = `must belong to ${who}; run "chown ${owner}: ${path}"`;
  throw new KeyError('owner', `${path}: belongs to uid ${stats.uid}, ${advice}`);
}

/**
 * Why the service could not read the file although whoever asks can, or undefined: root reads everything, and the unit
 * runs the agent as the user `score`.
 */
export function whyServiceCannotRead(path: string): string | undefined {
  const user = process.geteuid?.() === 0 ? agentUser() : undefined;
  if (user === undefined || user === 0 || statSync(path).uid === user) return undefined;
  return `${path}: belongs to root, and the service runs as the user score; run "chown score: ${path}"`;
}

/** Writes a new key file with mode 0600. Throws KeyError('exists') rather than overwrite a key. */
export function writeKeyFile(path: string, key: ClusterKey): void {
  try {
    writeFileSync(path, formatKey(key), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const errno = errnoOf(error);
    const reason =
      errno === 'EEXIST'
        ? 'exists already; remove it first if it is no longer used'
        : errno === 'ENOENT'
          ? `the folder ${dirname(path)} is not there; make it first (mkdir -p)`
          : String(error);
    throw new KeyError(errno === 'EEXIST' ? 'exists' : 'unreadable', `${path}: ${reason}`, { cause: error });
  }
}

/**
 * Writes a new key over whatever key file is there, in one step, which keeps its owner and its mode for its owner. Throws
 * KeyError; then the file is as it was.
 */
export function replaceKeyFile(path: string, key: ClusterKey): void {
  const target = existsSync(path) ? realpathSync(path) : path;
  const beside = `${target}.${process.pid}.new`;
  try {
    writeKeyFile(beside, key);
    const old = statSync(target, { throwIfNoEntry: false });
    if (old && !old.isFile()) throw new KeyError('unreadable', `${path}: the key must be a regular file`);
    if (old) {
      chownSync(beside, old.uid, old.gid);
      // What others could read was no secret: that much of the old mode is not kept.
      chmodSync(beside, old.mode & 0o700);
    }
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    if (error instanceof KeyError) throw error;
    throw new KeyError('unreadable', `${path}: cannot write the key file: ${String(error)}`, { cause: error });
  }
}

/**
 * Changes the keys of a file in one step, keeping its comments, mode and owner: whoever reads it meanwhile sees all the
 * old keys or all the new ones. Throws KeyError, also when another change is going on; the file is then as it was.
 */
export function changeKeyFile(
  path: string,
  change: (keys: [ClusterKey, ...ClusterKey[]]) => readonly ClusterKey[],
): void {
  // A link is followed, not replaced: the file may be kept somewhere else.
  readChecked(path);
  const target = realpathSync(path);
  const beside = `${target}.new`;
  // Its existence is the lock, so it is made before the file is read.
  const fd = openBeside(path, beside);
  try {
    try {
      const { text, stats } = readChecked(target);
      writeFileSync(fd, `${commentsOf(text)}${formatKey(...change(parseKeys(text, path)))}`);
      const own = fstatSync(fd);
      if (own.uid !== stats.uid || own.gid !== stats.gid) fchownSync(fd, stats.uid, stats.gid);
      fchmodSync(fd, stats.mode & 0o777);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    if (error instanceof KeyError) throw error;
    throw new KeyError('unreadable', `${path}: cannot write the key file: ${String(error)}`, { cause: error });
  }
}

/** The comments that are not `formatKey`'s. */
function commentsOf(text: string): string {
  const comments = text.split('\n').filter((line) => line.trim().startsWith('#') && !line.startsWith(COMMENT));
  return comments.map((line) => `${line}\n`).join('');
}

function openBeside(path: string, beside: string): number {
  try {
    return openSync(beside, 'wx', 0o600);
  } catch (error) {
    const exists = errnoOf(error) === 'EEXIST';
    const reason = exists ? 'exists: another change is going on; remove it if none is' : String(error);
    throw new KeyError(exists ? 'exists' : 'unreadable', `${path}: ${beside}: ${reason}`, { cause: error });
  }
}
