/** What is done to the library as a whole, each asked for by the person and told when it is done. */
import { call } from '../../bridge/bridge.ts';
import { attempt } from '../../state/item-changes.ts';
import { choosePaths } from '../../state/path-choice.svelte.ts';
import { ask } from '../../state/question.svelte.ts';
import { toasts } from '../../state/toasts.svelte.ts';
import { SETTINGS } from '../../strings/settings.ts';

const FOLDER = 'weir-library';

/** Of the machine that Weir runs on, whichever the window is on. */
function join(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return `${folder.replace(/[\\/]$/, '')}${separator}${name}`;
}

/** Into a new folder of its own within the one that is chosen. */
export async function moveLibrary(): Promise<void> {
  const [place] = await choosePaths({ what: 'folder', title: SETTINGS.moveTitle });
  if (place === undefined) return;
  const folder = join(place, FOLDER);
  const agreed = await ask({
    title: SETTINGS.moveQuestion,
    text: SETTINGS.moveText(folder),
    action: SETTINGS.moveAction,
  });
  if (!agreed) return;
  const moved = await attempt(() => call('library.move', { folder }));
  if (moved) toasts.tell(SETTINGS.moved(moved.folder));
}

/** Named by the minute, so that no backup takes an earlier one's place. */
function nameBackup(now: Date): string {
  const minute = now.toISOString().slice(0, 16).replace('T', '-').replace(':', '');
  return `weir-backup-${minute}.sqlite`;
}

export async function backUp(): Promise<void> {
  const [place] = await choosePaths({ what: 'folder', title: SETTINGS.backupTitle });
  if (place === undefined) return;
  const file = join(place, nameBackup(new Date()));
  const written = await attempt(() => call('library.backup', { file }));
  if (written) toasts.tell(SETTINGS.backedUp(written.file, written.bytes));
}

export async function recover(): Promise<void> {
  const [file] = await choosePaths({ what: 'files', title: SETTINGS.recoverTitle });
  if (file === undefined) return;
  const agreed = await ask({
    title: SETTINGS.recoverQuestion,
    text: SETTINGS.recoverText(file),
    action: SETTINGS.recoverAction,
    tone: 'loss',
  });
  if (!agreed) return;
  const recovered = await attempt(() => call('library.recover', { file }));
  if (recovered) toasts.tell(SETTINGS.recovered(recovered.setAside));
}
