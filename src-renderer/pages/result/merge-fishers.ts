/** The Fishers that a merge was made with, as the library keeps them. */
import type { LibraryMerge, RunRecord } from '../../../src-main/contract/library.ts';
import type { FisherRecord, MergeRecord } from '../../../src-main/contract/records.ts';
import { call } from '../../bridge/bridge.ts';

export interface MergeFisher {
  readonly task: string;
  readonly record: FisherRecord;
}

/** What a merge says of its own making; undefined where the run kept nothing. */
export function readMergeRecord({ command, result }: RunRecord): MergeRecord | undefined {
  return command === 'merge' && result !== null ? (result as MergeRecord) : undefined;
}

/** In the order of the merged. */
export function listFishers(run: RunRecord, { parents }: LibraryMerge): MergeFisher[] {
  const records = readMergeRecord(run)?.fishers ?? [];
  return parents.flatMap(({ task, checkpointHash, datasetHash }) => {
    const record = records.find(
      (one) =>
        one.checkpointHash === checkpointHash && (datasetHash === null || one.datasetHash === datasetHash),
    );
    return record ? [{ task, record }] : [];
  });
}

/** Its number in the library; undefined where it is there no more. @throws HostError */
export async function findFisher({ record }: MergeFisher): Promise<number | undefined> {
  const { checkpointHash, datasetHash, settings } = record;
  const { rows } = await call('library.list', { kind: 'fisher', where: { checkpointHash, datasetHash } });
  const keys = Object.keys(settings) as (keyof typeof settings)[];
  return rows.find(
    (item) => item.kind === 'fisher' && keys.every((key) => item.settings[key] === settings[key]),
  )?.id;
}
