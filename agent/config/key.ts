// What the tables of settings are made of: kinds of keys, and sections. The tables are in keys.ts and libvirt-keys.ts.

/** One setting. A key without a default must be written. */
export type Key = {
  /** For the operator: what it is, and what happens when it is too small or too large. */
  readonly doc: string;
} & (
  | NumberKey
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly default?: string }
  /** A file or folder; a relative one is taken from the settings file's folder. */
  | { readonly kind: 'path'; readonly default?: string }
  /** As `path`, and short enough for a unix socket. `defaultIn` names a key of the same section: its folder holds it. */
  | { readonly kind: 'socket'; readonly default?: string; readonly defaultIn?: string }
  | { readonly kind: 'text'; readonly pattern: RegExp; readonly expects: string; readonly default?: string }
  | { readonly kind: 'address' }
  | PrefixesKey
  /** Times of the week at which no VM moves (blackout-text.ts), none by default. */
  | { readonly kind: 'windows'; readonly maxItems: number; readonly default: readonly string[] }
  /** `off`, or where a server listens: ADDRESS:PORT. */
  | { readonly kind: 'listen'; readonly default: 'off' }
  | { readonly kind: 'boolean'; readonly default: boolean }
  /** Some of the choices, none by default. */
  | { readonly kind: 'choices'; readonly choices: readonly string[]; readonly default: readonly string[] }
  /** Absolute paths, none by default. */
  | { readonly kind: 'paths'; readonly maxItems: number; readonly default: readonly string[] }
);

/** A whole number (`integer`), or one that may have decimals (`number`). */
export interface NumberKey {
  readonly kind: 'integer' | 'number';
  readonly min: number;
  readonly max: number;
  /** As shown behind the number; empty for a plain count. */
  readonly unit: string;
  readonly default?: number | 'auto';
  /** The word that may stand instead of a number. */
  readonly orWord?: 'auto' | 'unlimited';
}

export interface PrefixesKey {
  readonly kind: 'prefixes';
  readonly minItems: 0 | 1;
  readonly maxItems: number;
  readonly default: readonly string[];
  /** Whether `10.1.0.5` may be written for `10.1.0.5/32`. */
  readonly orAddress?: true;
}

export type Keys = Readonly<Record<string, Key>>;

/** A mapping of settings. `required` sections hold a key without a default. */
export interface Section {
  readonly doc: string;
  readonly keys: Keys;
}

/** A mapping whose `driver` says which other keys it takes. */
export interface DriverSection {
  readonly doc: string;
  readonly drivers: Readonly<Record<string, Keys>>;
}

/** Ties a table to the type it fills, so that neither can have a key that the other lacks. */
export type KeysOf<Config> = { readonly [Name in Exclude<keyof Config, 'driver'>]-?: Key };

export const dayMs = 86_400_000;
export const hourMs = 3_600_000;

export function integer(range: Omit<NumberKey, 'kind'> & { doc: string }): Key {
  return { kind: 'integer', ...range };
}

export function decimal(range: Omit<NumberKey, 'kind'> & { doc: string }): Key {
  return { kind: 'number', ...range };
}
