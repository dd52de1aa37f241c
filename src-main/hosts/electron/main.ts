/** The Electron host: the application in windows of the system. */
import { app as program, BrowserWindow } from 'electron';
import { createLocalApp } from '../../app/local-app.ts';
import { HOST_HANDLERS } from './host-handlers.ts';
import { serveWindows } from './calls.ts';
import { harden } from './hardening.ts';
import { setMenu } from './menu.ts';
import { tellEnds } from './notifications.ts';
import { openWindow, showWindow } from './window.ts';

// Two programs on one library would each carry out runs; the first is shown instead.
if (program.requestSingleInstanceLock()) {
  const app = createLocalApp({ notify: () => undefined, handlers: HOST_HANDLERS });
  harden(program);
  program.on('second-instance', showWindow);
  program.on('window-all-closed', () => {
    if (process.platform !== 'darwin') program.quit();
  });
  program.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow();
  });
  let isClosed = false;
  program.on('before-quit', (event) => {
    if (isClosed) return;
    // What runs is interrupted in good order before the program ends.
    event.preventDefault();
    void app.close().finally(() => {
      isClosed = true;
      program.quit();
    });
  });
  // Not awaited at the top level: Electron gets ready only after this module has run.
  void program.whenReady().then(() => {
    serveWindows(app);
    setMenu();
    tellEnds(app);
    openWindow();
  });
} else {
  program.quit();
}
