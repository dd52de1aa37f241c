/** What `weir merge` prints: what was written where, and how well it does. */
import type { MergeRecord, TaskOnnx } from '../../../contract/records.ts';
import { formatSeconds } from '../amounts.ts';
import type { Paint } from '../paint.ts';
import { formatTable } from '../text-table.ts';
import { printScoreTable } from './score-table-page.ts';
import { printWarnings } from './warnings.ts';

export function printMerge(record: MergeRecord, paint: Paint): string[] {
  const { folder, method, planHash, tasks, onnx = [], scores, warnings, device, seconds } = record;
  return [
    paint('bold', folder),
    `Merged by ${method}, plan ${planHash.slice(0, 12)}, in ${formatSeconds(seconds)} on ${device}.`,
    '',
    ...formatTable(
      tasks.map((task) => [task.task, task.folder]),
      'll',
    ),
    ...(onnx.length > 0 ? ['', ...printExports(onnx)] : []),
    ...(scores && scores.tasks.length > 0 ? ['', ...printScoreTable(scores, paint)] : []),
    ...printWarnings(warnings, paint),
  ];
}

function printExports(exports: readonly TaskOnnx[]): string[] {
  const furthest = Math.max(...exports.map(({ difference }) => difference));
  return [
    `As ONNX, with the same answers${furthest > 0 ? ` to within ${furthest.toExponential(1)}` : ''}:`,
    ...formatTable(
      exports.map(({ task, file }) => [task, file]),
      'll',
    ),
  ];
}
