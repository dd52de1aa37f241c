/** Who hears what happens, and for how long. */
import { expect, it } from 'vitest';
import { EventHub } from '../../src-main/app/event-hub.ts';

it('lets everybody hear, though one of them cannot', () => {
  const hub = new EventHub();
  const heard: string[] = [];
  hub.on(() => {
    throw new Error('The window is gone.');
  });
  hub.on(({ event }) => heard.push(event));
  hub.emit('changed', {});
  expect(heard).toEqual(['changed']);
});

it('tells nothing to who has stopped listening, even meanwhile', () => {
  const hub = new EventHub();
  const heard: string[] = [];
  const stops = ['first', 'second'].map((name) =>
    hub.on(() => {
      heard.push(name);
      for (const stop of stops) stop();
    }),
  );
  expect(hub.isHeard).toBe(true);
  hub.emit('notice', { sentence: 'A sentence.' });
  hub.emit('changed', {});
  expect([heard, hub.isHeard]).toEqual([['first'], false]);
});
