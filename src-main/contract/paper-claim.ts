/** The paper's claim, measured on one's own checkpoints: what mask nodes gain over averaging and over the full Fisher, and how much sooner. */
import type { SweepCell, SweepRecord } from './sweep.ts';
import { measureTasks } from './sweep-matrix.ts';

/** What the paper reports: points of the mean score, at most, and how many times as long the full Fisher takes. */
export const PAPER = { gain: 6.5, speedUps: [57.4, 321.7] } as const;

/** In points of the mean score over tasks, of a pair. */
export interface PairGain {
  readonly set: string;
  readonly samples: number;
  readonly overAverage: number | undefined;
  readonly overFull: number | undefined;
}

/** Of one checkpoint on the same rows. */
export interface SpeedUp {
  readonly task: string;
  readonly samples: number;
  readonly maskSeconds: number;
  readonly fullSeconds: number;
  /** How many times as long the full Fisher took. */
  readonly ratio: number;
}

export interface PaperClaim {
  readonly gains: readonly PairGain[];
  readonly speedUps: readonly SpeedUp[];
}

/** Of a sweep with the methods 'average', 'fisher-mask' and 'full-fisher'; what it lacks is undefined, or not there. */
export function claimOf(record: SweepRecord): PaperClaim {
  const { sets, methods, cells, costs } = record;
  const find = (method: string, set: number, samples: number | null): SweepCell | undefined =>
    cells.find(
      (cell) =>
        methods[cell.method]!.method === method &&
        cell.set === set &&
        (cell.samples === samples || cell.samples === null),
    );
  const masks = cells.filter((cell) => methods[cell.method]!.method === 'fisher-mask');
  const gains = masks.map((cell): PairGain => {
    const own = meanScore(record, cell);
    const points = (other: SweepCell | undefined): number | undefined => {
      const score = other && meanScore(record, other);
      return own === undefined || score === undefined ? undefined : 100 * (own - score);
    };
    return {
      set: sets[cell.set]!.join('+'),
      samples: cell.samples ?? 0,
      overAverage: points(find('average', cell.set, null)),
      overFull: points(find('full-fisher', cell.set, cell.samples)),
    };
  });
  const speedUps = costs
    .filter(({ kind }) => kind === 'mask-fisher')
    .flatMap(({ task, samples, seed, seconds }): SpeedUp[] => {
      const full = costs.find(
        (cost) =>
          cost.kind === 'full-fisher' && cost.task === task && cost.samples === samples && cost.seed === seed,
      );
      if (!full) return [];
      return [
        { task, samples, maskSeconds: seconds, fullSeconds: full.seconds, ratio: full.seconds / seconds },
      ];
    });
  return { gains, speedUps };
}

function meanScore(record: SweepRecord, cell: SweepCell): number | undefined {
  const scores = measureTasks(record, 'score', cell);
  if (scores.includes(undefined)) return undefined;
  return (scores as number[]).reduce((a, b) => a + b, 0) / scores.length;
}
