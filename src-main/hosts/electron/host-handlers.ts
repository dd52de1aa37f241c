/** What Electron can do beside what every host can: the system's dialogs, and its file manager. */
import { dialog, shell, type OpenDialogOptions } from 'electron';
import type { HandlersOf } from '../../app/handler.ts';

const PROPERTIES: Readonly<Record<'folder' | 'files' | 'any', OpenDialogOptions['properties']>> = {
  folder: ['openDirectory', 'createDirectory'],
  files: ['openFile', 'multiSelections'],
  // Linux and Windows show either files or folders; a checkpoint is a folder.
  any: [...(process.platform === 'darwin' ? ['openFile' as const] : []), 'openDirectory', 'multiSelections'],
};

export const HOST_HANDLERS: HandlersOf<'host.reveal' | 'host.choose'> = {
  'host.reveal': ({ path }) => {
    shell.showItemInFolder(path);
    return {};
  },
  'host.choose': async ({ what, title }) => {
    const { filePaths } = await dialog.showOpenDialog({ title, properties: PROPERTIES[what] ?? [] });
    return { paths: filePaths };
  },
};
