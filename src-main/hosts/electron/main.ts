/** The Electron host: one window that has no Node, asks for no permission and never leaves its own page. */
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, session } from 'electron';

// electron-vite bundles this file to out/main and serves the page from memory while developing.
const PAGE = process.env.ELECTRON_RENDERER_URL ?? new URL('../renderer/index.html', import.meta.url).href;
const PRELOAD = fileURLToPath(new URL('../preload/preload.cjs', import.meta.url));

function openWindow(): void {
  const window = new BrowserWindow({
    title: 'Weir',
    width: 1200,
    height: 800,
    minWidth: 900,
    minHeight: 600,
    autoHideMenuBar: true,
    show: false,
    webPreferences: { preload: PRELOAD, contextIsolation: true, sandbox: true, nodeIntegration: false },
  });
  window.once('ready-to-show', () => {
    window.show();
  });
  void window.loadURL(PAGE);
}

app.on('web-contents-created', (_event, contents) => {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => {
    if (event.url !== PAGE) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
});

app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit();
});

app.on('activate', () => {
  if (BrowserWindow.getAllWindows().length === 0) openWindow();
});

// Not awaited at the top level: Electron gets ready only after this module has run.
void app.whenReady().then(() => {
  session.defaultSession.setPermissionCheckHandler(() => false);
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  openWindow();
});
