/** The history as a table of LaTeX, and of chosen runs alone. */
import { expect, it } from 'vitest';
import { exportHistory } from '../../src-main/library/history-export.ts';
import { addRun, askCancel } from '../../src-main/library/runs.ts';
import { recordScores } from '../../src-main/library/scores.ts';
import { trashItem } from '../../src-main/library/trash.ts';
import { openLibrary } from './sample.ts';

const NAMES = ['50% of $x_1 & #2', 'a\\b~c^d{e}', 'plain "é" <>'];

async function writeHistory() {
  const library = await openLibrary();
  const ids = NAMES.map((name, at) => {
    const { id } = addRun(library, { command: 'score', name, input: {}, owner: null });
    const score = { kind: 'expert', task: `t_${at}`, metric: 'accuracy', value: 1 / 3, rows: 3 } as const;
    const hashes = { checkpointHash: null, datasetHash: null, mergeId: null };
    recordScores(library, [{ ...score, ...hashes, runId: id, model: 'a_b' }]);
    return id;
  });
  return { library, ids };
}

it('LaTeX takes no sign of a name for its own', async () => {
  const { library, ids } = await writeHistory();
  const lines = exportHistory(library, 'latex').split('\n');
  expect(lines).toEqual([
    '\\begin{tabular}{rllllr}',
    '\\toprule',
    'run & name & model & task & metric & score \\\\',
    '\\midrule',
    `${ids[0]!} & 50\\% of \\$x\\_1 \\& \\#2 & a\\_b & t\\_0 & accuracy & 0.333 \\\\`,
    `${ids[1]!} & a\\textbackslash{}b\\textasciitilde{}c\\textasciicircum{}d\\{e\\} & a\\_b & t\\_1 & accuracy & 0.333 \\\\`,
    `${ids[2]!} & plain "é" <> & a\\_b & t\\_2 & accuracy & 0.333 \\\\`,
    '\\bottomrule',
    '\\end{tabular}',
    '',
  ]);
});

it('chosen runs are exported alone, in every format and in the order of the history', async () => {
  const { library, ids } = await writeHistory();
  const runsOf = (json: string) => (JSON.parse(json) as { readonly run: number }[]).map(({ run }) => run);
  expect(runsOf(exportHistory(library, 'json', [ids[2]!, ids[0]!]))).toEqual([ids[0], ids[2]]);
  expect(runsOf(exportHistory(library, 'json'))).toEqual(ids);
  expect(exportHistory(library, 'csv', [ids[1]!]).trim().split('\n')).toHaveLength(2);
  expect(exportHistory(library, 'latex', [ids[1]!])).not.toContain('plain');
  for (const none of [[], [999]]) expect(runsOf(exportHistory(library, 'json', none))).toEqual([]);
  askCancel(library, ids[0]!);
  trashItem(library, ids[0]!);
  expect(runsOf(exportHistory(library, 'json', [ids[0]!, ids[1]!]))).toEqual([ids[1]]);
});
