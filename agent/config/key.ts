// What the tables of settings are made of: kinds of keys, and sections. The tables are in keys.ts and libvirt-keys.ts.

/** One setting. A key without a default must be written. */
export type Key = {
  /** For the operator: what it is, and what happens when it is too small or too large. */
  readonly doc: string;
} & (
  | IntegerKey
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly default?: string }
  /** A file or folder; a relative one is taken from the settings file's folder. */
  | { readonly kind: 'path'; readonly default?: string }
  /** As `path`, and short enough for a unix socket. `defaultIn` names a key of the same section: its folder holds it. */
  | { readonly kind: 'socket'; readonly default?: string; readonly defaultIn?: string }
  | { readonly kind: 'text'; readonly pattern: RegExp; readonly expects: string; readonly default?: string }
  | { readonly kind: 'address' }
  | { readonly kind: 'prefixes'; readonly maxItems: number; readonly default: readonly string[] }
  /** Absolute paths, none by default. */
  | { readonly kind: 'paths'; readonly maxItems: number; readonly default: readonly string[] }
);

export interface IntegerKey {
  readonly kind: 'integer';
  readonly min: number;
  readonly max: number;
  /** As shown behind the number; empty for a plain count. */
  readonly unit: string;
  readonly default?: number | 'auto';
  /** Whether the word `auto` may stand instead of a number. */
  readonly orAuto?: true;
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

export function integer(range: Omit<IntegerKey, 'kind'> & { doc: string }): Key {
  return { kind: 'integer', ...range };
}
