// Checks of what a client of the control socket sends, for the parsers of its requests. Each refusal is a ControlError
// `bad-request` that names the method and the member.
import { visible } from '../log.js';
import { ControlError } from './errors.js';

export type Members = Readonly<Record<string, unknown>>;

export function wrong(text: string): ControlError {
  return new ControlError('bad-request', text);
}

/** Foreign text for a message: cut, so that a client cannot blow up our log, and without hidden characters. */
export function shown(value: unknown): string {
  const text = visible(JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

/** The members of a request, which must be known ones. No parameters at all count as `{}`. */
export function members(method: string, params: unknown, known: readonly string[]): Members {
  const value = params ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw wrong(`${method}: parameters must be an object, not ${shown(value)}`);
  }
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const list = known.length === 0 ? 'it takes none' : `it takes ${known.join(', ')}`;
    throw wrong(`${method}: unknown parameter ${shown(key)}; ${list}`);
  }
  return value as Members;
}

export function integer(method: string, name: string, value: unknown, low: number, high: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value;
  throw wrong(`${method}: ${name} must be a whole number from ${low} to ${high}, not ${shown(value)}`);
}
