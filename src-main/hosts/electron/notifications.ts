/** Tells of the end of a long run while no window is in front. */
import { BrowserWindow, Notification } from 'electron';
import type { App } from '../../app/app.ts';
import type { RunRecord } from '../../contract/library.ts';
import { showWindow } from './window.ts';

/** Milliseconds from which on a run is long. */
const LONG = 10_000;

const WORDS: Partial<Readonly<Record<RunRecord['state'], string>>> = { done: 'is done', failed: 'failed' };

function describeEnd({ name, state, error }: RunRecord): string | undefined {
  const word = WORDS[state];
  return word === undefined ? undefined : `${name} ${word}${error ? `: ${error.message}` : '.'}`;
}

export function tellEnds(app: App): void {
  app.on((event) => {
    if (event.event !== 'run') return;
    const { startedAt, endedAt } = event.body;
    const body = describeEnd(event.body);
    const isLong = startedAt !== null && endedAt !== null && endedAt - startedAt >= LONG;
    if (body === undefined || !isLong || BrowserWindow.getFocusedWindow() !== null) return;
    void app.call('settings.read', {}).then(({ notify }) => {
      if (!notify || !Notification.isSupported()) return;
      const notification = new Notification({ title: 'Weir', body });
      notification.on('click', showWindow);
      notification.show();
    });
  });
}
