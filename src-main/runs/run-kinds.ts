/** The kinds of runs, by their command (a table). */
import { FISHER_RUN } from './fisher-run.ts';
import { IMPORT_RUN } from './import-run.ts';
import { MERGE_RUN } from './merge-run.ts';
import type { RunKinds } from './run-kind.ts';
import { SCORE_RUN } from './score-run.ts';
import { SEARCH_RUN, SWEEP_RUN } from './trial-run.ts';

export const RUN_KINDS: RunKinds = {
  import: IMPORT_RUN,
  fisher: FISHER_RUN,
  score: SCORE_RUN,
  merge: MERGE_RUN,
  sweep: SWEEP_RUN,
  search: SEARCH_RUN,
};
