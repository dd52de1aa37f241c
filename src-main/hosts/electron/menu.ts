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
        act('Scan a folder…', 'scan', 'CmdOrCtrl+Shift+O'),
        LINE,
        act('Export history…', 'export-history', 'CmdOrCtrl+Shift+E'),
        LINE,
        process.platform === 'darwin' ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'Go',
      submenu: [
        act('Checkpoints', 'go-checkpoints', 'CmdOrCtrl+1'),
        act('Datasets', 'go-datasets', 'CmdOrCtrl+2'),
        act('Merge', 'go-merge', 'CmdOrCtrl+3'),
        act('Fisher', 'go-fisher', 'CmdOrCtrl+4'),
        act('History', 'go-history', 'CmdOrCtrl+5'),
        act('Settings', 'go-settings', 'CmdOrCtrl+,'),
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
      submenu: [act('Keyboard shortcuts', 'shortcuts', 'CmdOrCtrl+/'), act('About Weir', 'about')],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
