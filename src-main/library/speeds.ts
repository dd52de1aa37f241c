/** How fast this machine was in earlier runs: what estimates of time are made from. */
import type { Library } from './library.ts';

/** Rows times parameters, a second; null: nothing was measured. */
export interface Speeds {
  readonly fisher: number | null;
  readonly score: number | null;
}

/** Models that a merge scores on each task: its expert, the plain average and the merge. */
export const SCORED = 3;

/** Runs of each kind that count, the newest first. */
const RECENT = 20;

export function measureSpeeds({ db }: Library): Speeds {
  const read = (rows: string): number | null =>
    db
      .prepare<[number], number | null>(
        `SELECT sum(work) / sum(seconds) FROM (${rows} ORDER BY at DESC LIMIT ?) WHERE seconds > 0`,
      )
      .pluck()
      .get(RECENT) ?? null;
  return {
    fisher: read(
      `SELECT fisher.itemId AS at, count * CAST(parameters AS REAL) AS work, seconds FROM fisher
         JOIN checkpoint ON checkpoint.hash = checkpointHash`,
    ),
    score: read(
      `SELECT merge.itemId AS at,
         (SELECT sum(value ->> 'rows') FROM json_each(result, '$.scores.tasks')) * ${SCORED}
           * (SELECT avg(parameters) FROM mergeParent JOIN checkpoint ON hash = checkpointHash WHERE mergeId = merge.itemId)
           AS work,
         (result ->> 'seconds') - coalesce((SELECT sum(value ->> 'seconds') FROM json_each(result, '$.fishers')), 0) AS seconds
         FROM merge JOIN run ON run.itemId = runId WHERE state = 'done' AND result ->> '$.scores' IS NOT NULL
       UNION ALL SELECT run.itemId AS at, json_extract(result, '$.rows') * CAST(parameters AS REAL) AS work,
         json_extract(result, '$.seconds') AS seconds FROM run
         JOIN checkpoint ON checkpoint.hash = json_extract(result, '$.checkpointHash')
         WHERE command = 'score' AND state = 'done'`,
    ),
  };
}
