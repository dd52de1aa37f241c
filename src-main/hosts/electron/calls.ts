/** Calls of windows, answered; events, sent to every window. */
import { BrowserWindow, ipcMain } from 'electron';
import type { App } from '../../app/app.ts';
import { answerCall } from '../../app/answer.ts';
import { isPage } from './page.ts';

export function serveWindows(app: App): void {
  ipcMain.handle('call', (event, command: unknown, request: unknown) => {
    // A frame of another page has no business here.
    if (!isPage(event.senderFrame?.url)) {
      return { ok: false, error: { code: 'invalid-input', message: 'This page may not speak to Weir.' } };
    }
    return answerCall(app, command, request);
  });
  app.on((event) => {
    for (const { webContents } of BrowserWindow.getAllWindows()) {
      if (!webContents.isDestroyed()) webContents.send('event', event);
    }
  });
}

/** What a menu of the system asks of the page in front. */
export function sendAction(name: string): void {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  window?.webContents.send('event', { event: 'action', body: { name } });
}
