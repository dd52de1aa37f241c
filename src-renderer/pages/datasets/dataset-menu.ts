/** What can be done to one dataset, for its pane's menu and its row's. */
import type { LibraryDataset } from '../../../src-main/contract/library.ts';
import { call, can } from '../../bridge/bridge.ts';
import type { MenuItem } from '../../parts/menu-item.ts';
import { attempt, copy } from '../../state/item-changes.ts';
import { pointTo } from '../../state/relocation.ts';
import { CHECKPOINT_DETAIL, CHECKPOINTS } from '../../strings/checkpoints.ts';
import { COMMON } from '../../strings/common.ts';
import { DATASETS } from '../../strings/datasets.ts';

interface Acts {
  readonly trash: () => void;
  readonly restore: () => void;
}

export function menuOf(dataset: LibraryDataset, acts: Acts): MenuItem[] {
  const { file, hash, presence, trashedAt } = dataset;
  const isThere = presence !== 'missing';
  const reveal: MenuItem = {
    title: CHECKPOINT_DETAIL.reveal,
    disabled: !isThere,
    run: () => void attempt(() => call('host.reveal', { path: file })),
  };
  return [
    ...(can('reveal') ? [reveal] : []),
    { title: CHECKPOINT_DETAIL.copyPath, run: () => void copy(file, COMMON.copied) },
    { title: CHECKPOINT_DETAIL.copyHash, run: () => void copy(hash, COMMON.copied) },
    ...(isThere || trashedAt !== null
      ? []
      : [{ title: CHECKPOINT_DETAIL.pointTo, run: () => void pointTo(dataset, 'files') }]),
    trashedAt === null
      ? { title: CHECKPOINTS.toTrash, hint: DATASETS.trashHint, separated: true, run: acts.trash }
      : { title: CHECKPOINTS.restore, separated: true, run: acts.restore },
  ];
}
