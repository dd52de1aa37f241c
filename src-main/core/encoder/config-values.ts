/** Values of config.json, each judged as it is read. */
import { WeirError } from '../../contract/error.ts';
import { type JsonObject, show } from '../files/json.ts';
import { ACTIVATIONS, type ActivationName } from './activations.ts';

/** A key of config.json, one with what its absence means, or what the family always has. */
export type SettingSource =
  string | { readonly key: string; readonly fallback: number | string } | { readonly fixed: number | string };

/** Reads what a family alone asks of its config.json. */
export type ConfigReader = ReturnType<typeof createReader>;

export function createReader(json: JsonObject, source: string) {
  const refuse = (key: string, expected: string): WeirError =>
    new WeirError('unsupported', `${source} has '${key}' ${show(json[key])}; expected ${expected}.`);
  return {
    value: (key: string): unknown => json[key],
    size: (key: string, fallback: number, least = 1) => readSize(json, { key, fallback }, source, least),
    activation: (key: string, fallback: ActivationName) => readActivation(json[key] ?? fallback, source),
    /** Throws unless the key has one of the values; absent counts as the first. */
    oneOf: <T>(key: string, values: readonly [T, ...T[]]): T => {
      const value = json[key] ?? values[0];
      const found = values.find((known) => known === value);
      if (found !== undefined) return found;
      throw refuse(key, values.map(show).join(' or '));
    },
    refuse,
  };
}

export function readSetting(json: JsonObject, setting: SettingSource): unknown {
  if (typeof setting === 'string') return json[setting];
  return 'fixed' in setting ? setting.fixed : (json[setting.key] ?? setting.fallback);
}

export function readSize(json: JsonObject, setting: SettingSource, source: string, least: number): number {
  const value = readSetting(json, setting);
  if (!Number.isSafeInteger(value) || (value as number) < least) {
    const key = typeof setting === 'string' ? setting : 'key' in setting ? setting.key : 'size';
    throw new WeirError(
      'invalid-file',
      `${source} has '${key}' ${show(value)}; expected a whole number from ${least}.`,
    );
  }
  return value as number;
}

export function readActivation(value: unknown, source: string): ActivationName {
  if (typeof value === 'string' && Object.hasOwn(ACTIVATIONS, value)) return value as ActivationName;
  const known = Object.keys(ACTIVATIONS).join(', ');
  throw new WeirError('unsupported', `${source} has the activation ${show(value)}; known are: ${known}.`);
}

export function readEpsilon(value: unknown, source: string): number {
  if (typeof value === 'number' && value >= 0 && value < 1) return value;
  throw new WeirError(
    'invalid-file',
    `${source} has the layer norm epsilon ${show(value)}; expected a small number.`,
  );
}
