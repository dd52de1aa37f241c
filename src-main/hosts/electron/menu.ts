/** The system's menu: what the page can do, with the keys that do it (a table). */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import { sendAction } from './calls.ts';

/** An action of the page, by the name that its palette knows. */
function act(label: string, name: string, accelerator?: string): MenuItemConstructorOptions {
  return {
    label,
    ...(accelerator !== undefined && { accelerator }),
    click: () => {
      sendAction(name);
    },
  };
}

const LINE: MenuItemConstructorOptions = { type: 'separator' };

export function setMenu(): void {
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [
        act('Import…', 'import', 'CmdOrCtrl+O'),
        LINE,
        act('Export the history as CSV…', 'export-CSV', 'CmdOrCtrl+Shift+E'),
        LINE,
        process.platform === 'darwin' ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'Go',
      submenu: [
        act('Checkpoints', 'checkpoints', 'CmdOrCtrl+1'),
        act('Datasets', 'datasets', 'CmdOrCtrl+2'),
        act('Merge', 'merge', 'CmdOrCtrl+3'),
        act('Fisher', 'fisher', 'CmdOrCtrl+4'),
        act('History', 'history', 'CmdOrCtrl+5'),
        act('Settings', 'settings', 'CmdOrCtrl+,'),
        LINE,
        act('Find', 'find', 'CmdOrCtrl+F'),
        act('Commands…', 'palette', 'CmdOrCtrl+K'),
      ],
    },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        LINE,
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
    {
      role: 'help',
      submenu: [act('Keyboard shortcuts', 'shortcuts', 'CmdOrCtrl+/'), act('About Weir', 'settings')],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
