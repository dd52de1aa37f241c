/** Recipes from elsewhere: of a merge or a run of the library, or of a file that the person chose. */
import type { ItemDetail } from '../../../src-main/contract/library.ts';
import { call, pathOf } from '../../bridge/bridge.ts';
import { toasts } from '../../state/toasts.svelte.ts';
import { MERGE } from '../../strings/merge.ts';
import { draft } from './merge-draft.svelte.ts';

/** Bytes: what is longer is no recipe. */
const LARGEST = 2 ** 20;

interface MergeInput {
  readonly title?: string;
  readonly recipe: { readonly file: string; readonly text: string };
}

function folderOf(file: string): string {
  return file.replace(/[/\\][^/\\]*$/, '');
}

function readItem({
  item,
}: ItemDetail): { readonly text: string; readonly folder: string; readonly name: string } | undefined {
  if (item.kind === 'merge') return { text: item.recipe, folder: item.recipeFolder, name: item.name };
  if (item.kind !== 'run' || item.command !== 'merge') return undefined;
  // What a run of a merge was asked is what the host resolved for it.
  const { recipe, title } = item.input as MergeInput;
  return { text: recipe.text, folder: folderOf(recipe.file), name: title ?? item.name };
}

/** @throws HostError */
export async function openItem(id: string): Promise<void> {
  const found = readItem(await call('library.show', { item: `#${id}` }));
  if (found) await draft.open(found.text, found.folder, '');
}

export async function openFile(file: File): Promise<void> {
  if (file.size > LARGEST) {
    toasts.tell(MERGE.tooLong(file.name), { tone: 'warning' });
    return;
  }
  const path = pathOf(file);
  const name = file.name.replace(/\.[^.]*$/, '');
  await draft.open(
    await file.text(),
    path === '' ? undefined : folderOf(path),
    name === 'recipe' ? '' : name,
  );
}
