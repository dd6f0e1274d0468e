// The cluster key: making, writing and reading it. Not its use on datagrams, which is packet.ts.
//
// A key file is text: blank lines and lines that begin with # are ignored, and one line holds the key as
// `score-key-1:` followed by the base64 of 32 bytes. The number is the format's version.
import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats, writeFileSync } from 'node:fs';
import { errnoOf } from './errors.js';

const KEY_BYTES = 32;
const LINE_PREFIX = 'score-key-1:';
/** A key file is one line and some comments; anything larger is some other file. */
const MAX_FILE_BYTES = 64 * 1024;

/** A key that every agent of a cluster holds. The secret is a KeyObject so that no log or dump prints it. */
export interface ClusterKey {
  /** Names the key in the clear: the first 4 bytes of SHA-256 over a label and the key, as an unsigned integer. */
  readonly id: number;
  /** 32 bytes, used with AES-256-GCM. */
  readonly secret: KeyObject;
}

export type KeyErrorCode = 'missing' | 'unreadable' | 'permissions' | 'owner' | 'malformed' | 'exists';

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
  return keyFromBytes(random(KEY_BYTES));
}

function keyFromBytes(bytes: Uint8Array): ClusterKey {
  // The label keeps this hash apart from any other use of the key; 4 bytes of it tell nothing useful about the key.
  const digest = createHash('sha256').update('score cluster key id\0').update(bytes).digest();
  return { id: digest.readUInt32BE(0), secret: createSecretKey(bytes) };
}

/** The key id as it appears in logs: 8 hexadecimal digits. */
export function formatKeyId(id: number): string {
  return id.toString(16).padStart(8, '0');
}

/** The text of a key file, comment included. */
export function formatKey(key: ClusterKey): string {
  return `# S-CORE cluster key ${formatKeyId(key.id)}. The same on every host; mode 0600; keep it secret.\n${LINE_PREFIX}${key.secret.export().toString('base64')}\n`;
}

/**
 * Reads the text of a key file. `where` names it in errors.
 * Throws KeyError('malformed') when it does not hold exactly one key.
 */
export function parseKey(text: string, where: string): ClusterKey {
  const malformed = (what: string) =>
    new KeyError('malformed', `${where}: ${what}; make a key with "score-token keygen"`);
  const lines = text
    .split('\n')
    .map((line, index) => ({ text: line.trim(), number: index + 1 }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#'));
  const [line, extra] = lines;
  if (!line) throw malformed('holds no key');
  // Several keys will be how a rotation is done; until then a second line is more likely a mistake.
  if (extra) throw malformed(`line ${extra.number}: only one key is allowed`);
  if (!line.text.startsWith(LINE_PREFIX)) throw malformed(`line ${line.number}: does not begin with "${LINE_PREFIX}"`);
  const base64 = line.text.slice(LINE_PREFIX.length);
  const bytes = Buffer.from(base64, 'base64');
  // Node's decoder skips what is no base64, so only text that encodes back to itself was whole.
  if (bytes.length !== KEY_BYTES || bytes.toString('base64') !== base64) {
    throw malformed(`line ${line.number}: not the base64 of ${KEY_BYTES} bytes`);
  }
  return keyFromBytes(bytes);
}

/**
 * Reads a key file that only its owner may read and that root or this process's user owns.
 * Throws KeyError, whose message says what to do.
 */
export function readKeyFile(path: string): ClusterKey {
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
    checkKeyFile(path, fstatSync(fd));
    return parseKey(readFileSync(fd, 'utf8'), path);
  } catch (error) {
    throw error instanceof KeyError ? error : unreadable(path, error);
  } finally {
    closeSync(fd);
  }
}

function unreadable(path: string, error: unknown): KeyError {
  const reason = error instanceof Error ? error.message : String(error);
  return new KeyError('unreadable', `${path}: cannot read the key file: ${reason}`, { cause: error });
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
  if (stats.uid !== 0 && stats.uid !== self) {
    const advice = `must belong to root or to uid ${self}; run "chown root ${path}"`;
    throw new KeyError('owner', `${path}: belongs to uid ${stats.uid}, ${advice}`);
  }
}

/** Writes a new key file with mode 0600. Throws KeyError('exists') rather than overwrite a key. */
export function writeKeyFile(path: string, key: ClusterKey): void {
  try {
    writeFileSync(path, formatKey(key), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const exists = errnoOf(error) === 'EEXIST';
    const reason = exists ? 'exists already; remove it first if it is no longer used' : String(error);
    throw new KeyError(exists ? 'exists' : 'unreadable', `${path}: ${reason}`, { cause: error });
  }
}
