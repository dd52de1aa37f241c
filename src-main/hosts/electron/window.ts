/** The window: where it was, without Node, shown when it has something to show. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app as program, BrowserWindow, screen, type Rectangle } from 'electron';
import { PAGE, PRELOAD } from './page.ts';

interface Place extends Partial<Rectangle> {
  readonly isMaximized?: boolean;
}

function fileOfPlace(): string {
  return join(program.getPath('userData'), 'window.json');
}

/** Where it was last, unless no screen shows that place any more. */
function readPlace(): Place {
  try {
    const place = JSON.parse(readFileSync(fileOfPlace(), 'utf8')) as Required<Place>;
    const { workArea } = screen.getDisplayMatching(place);
    const isSeen =
      place.x < workArea.x + workArea.width - 100 &&
      place.x + place.width > workArea.x + 100 &&
      place.y >= workArea.y - 20 &&
      place.y < workArea.y + workArea.height - 100;
    return isSeen ? place : {};
  } catch {
    return {};
  }
}

function keepPlace(window: BrowserWindow): void {
  const place: Place = { ...window.getNormalBounds(), isMaximized: window.isMaximized() };
  try {
    writeFileSync(fileOfPlace(), JSON.stringify(place));
  } catch {
    // The next start is at the usual place.
  }
}

export function openWindow(): void {
  const { isMaximized = false, ...bounds } = readPlace();
  const window = new BrowserWindow({
    title: 'Weir',
    width: 1280,
    height: 820,
    ...bounds,
    minWidth: 900,
    minHeight: 600,
    show: false,
    webPreferences: { preload: PRELOAD, contextIsolation: true, sandbox: true, nodeIntegration: false },
  });
  window.once('ready-to-show', () => {
    if (isMaximized) window.maximize();
    window.show();
  });
  window.on('close', () => {
    keepPlace(window);
  });
  void window.loadURL(PAGE);
}

/** Brings the window to the front, or opens one. */
export function showWindow(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window === undefined) {
    openWindow();
    return;
  }
  if (window.isMinimized()) window.restore();
  window.focus();
}
