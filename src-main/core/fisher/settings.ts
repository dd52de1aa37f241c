/** How a mask Fisher is taken: the settings, as commands and recipes have them. */
import { FisherInput, type FisherSettings as Settings } from '../../contract/commands.ts';

export type FisherSettings = Readonly<Settings>;

export const DEFAULT_FISHER_SETTINGS: FisherSettings = FisherInput.parse({});

/** The Fisher's settings among a method's. */
export function pickFisherSettings(settings: FisherSettings): FisherSettings {
  return FisherInput.strip().parse(settings);
}

/** The first setting that differs. */
export function findDifference(a: FisherSettings, b: FisherSettings): keyof FisherSettings | undefined {
  return (Object.keys(FisherInput.shape) as (keyof FisherSettings)[]).find((key) => a[key] !== b[key]);
}
