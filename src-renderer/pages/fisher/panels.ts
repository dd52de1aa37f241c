/** What the page Fisher draws: for heads and for neurons a map of each Fisher, and one of shares where there are two. */
import type { Chart } from '../../draw/cells.ts';
import { createShares, NOTHING, pickViridis, type Ground } from '../../draw/colours.ts';
import { arrangeByNumber, arrangeByValue, shareOut, type Matrix } from '../../draw/matrix.ts';
import { createFisherScale, createLinearScale, writePowerOfTen, writeShare } from '../../draw/scale.ts';
import { FISHER } from '../../strings/fisher.ts';
import { divideByMean, isOfOneShape, type ChosenFisher } from './chosen-fisher.ts';
import type { FisherView } from './fisher-view.ts';

export type NodeKind = 'heads' | 'neurons';

export interface Panel {
  readonly kind: NodeKind;
  readonly what: 'fisher' | 'share';
  /** Of the checkpoint whose Fisher, or whose share, it shows. */
  readonly of: string;
  readonly about: string;
  readonly chart: Chart;
  readonly legend: string;
  readonly write: (value: number) => string;
  /** Words at the ends of a scale of shares. */
  readonly ends?: readonly [string, string];
}

/** Names of two checkpoints that can be told apart. */
export function nameBoth(chosen: readonly ChosenFisher[]): readonly string[] {
  const [first, second] = chosen.map(({ checkpoint }) => checkpoint);
  if (first !== second) return chosen.map(({ checkpoint }) => checkpoint);
  return chosen.map(({ checkpoint, item }) => `${checkpoint} #${item.id}`);
}

const SHARE_SCALE = createLinearScale(0, 1);

function arrange(matrix: Matrix, kind: NodeKind, { order }: FisherView): Chart['arrangement'] {
  return kind === 'neurons' && order === 'value' ? arrangeByValue(matrix) : arrangeByNumber(matrix);
}

function createMaps(
  kind: NodeKind,
  chosen: readonly ChosenFisher[],
  view: FisherView,
  ground: Ground,
): Panel[] {
  const names = nameBoth(chosen);
  return chosen.map((fisher, at) => {
    const matrix = fisher[kind];
    const scaled = view.range === 'shared' ? chosen.map((one) => one[kind].values) : [matrix.values];
    const of = names[at]!;
    return {
      ...{ kind, what: 'fisher', of, about: FISHER.about(of, fisher.dataset) },
      legend: FISHER.legend,
      write: writePowerOfTen,
      chart: {
        matrix,
        arrangement: arrange(matrix, kind, view),
        scale: createFisherScale(view.scale, scaled),
        palette: pickViridis,
        nothing: NOTHING[ground],
        pick: 'greatest',
      },
    };
  });
}

/** How the first's share is of the second's, node by node; undefined where they cannot be compared. */
export function compareBoth(chosen: readonly ChosenFisher[], { normalize }: FisherView) {
  const [first, second] = normalize ? chosen.map(divideByMean) : chosen;
  if (first === undefined || second === undefined || !isOfOneShape(first, second)) return undefined;
  return {
    heads: shareOut(first.heads, second.heads),
    neurons: shareOut(first.neurons, second.neurons),
  };
}

export type Shares = NonNullable<ReturnType<typeof compareBoth>>;

function createShareMap(
  kind: NodeKind,
  matrix: Matrix,
  [first = '', second = '']: readonly string[],
  view: FisherView,
  ground: Ground,
): Panel {
  return {
    ...{ kind, what: 'share', of: first, about: FISHER.shareLegend(first), legend: '', write: writeShare },
    ends: [second, first],
    chart: {
      matrix,
      arrangement: arrange(matrix, kind, view),
      scale: SHARE_SCALE,
      palette: createShares(ground),
      nothing: NOTHING[ground],
      pick: 'farthest',
    },
  };
}

export function createPanels(
  chosen: readonly ChosenFisher[],
  shares: Shares | undefined,
  view: FisherView,
  ground: Ground,
): Panel[] {
  const names = nameBoth(chosen);
  return (['heads', 'neurons'] as const).flatMap((kind) => [
    ...createMaps(kind, chosen, view, ground),
    ...(shares ? [createShareMap(kind, shares[kind], names, view, ground)] : []),
  ]);
}

/** Of all nodes, the part in which the first has more than the second; a tie is nobody's. */
export function countWins({ values }: Matrix): number {
  let wins = 0;
  for (const value of values) if (value > 0.5) wins += 1;
  return wins / values.length;
}
