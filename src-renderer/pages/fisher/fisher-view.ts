/** How Fishers are shown: what the person chose, kept from one visit to the next. */
import { settings } from '../../state/settings.svelte.ts';

export interface FisherView {
  readonly scale: 'log' | 'linear';
  readonly range: 'own' | 'shared';
  readonly order: 'number' | 'value';
  /** Whether shares are of Fishers divided by their own means. */
  readonly normalize: boolean;
}

const NAME = 'fisher';
const CUSTOMARY: FisherView = { scale: 'log', range: 'own', order: 'number', normalize: false };

function pick<T>(value: unknown, choices: readonly T[], otherwise: T): T {
  return choices.find((choice) => choice === value) ?? otherwise;
}

/** What cannot be understood, such as a newer Weir's choice, is passed over. */
export function readFisherView(): FisherView {
  const kept = (settings.view(NAME) ?? {}) as Partial<Record<keyof FisherView, unknown>>;
  return {
    scale: pick(kept.scale, ['log', 'linear'] as const, CUSTOMARY.scale),
    range: pick(kept.range, ['own', 'shared'] as const, CUSTOMARY.range),
    order: pick(kept.order, ['number', 'value'] as const, CUSTOMARY.order),
    normalize: kept.normalize === true,
  };
}

export function changeFisherView(changes: Partial<FisherView>): void {
  settings.setView(NAME, { ...readFisherView(), ...changes });
}
