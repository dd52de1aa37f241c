/** Whether the window is light or dark, for what is drawn rather than styled. */
import { MediaQuery } from 'svelte/reactivity';
import type { Ground } from '../../draw/colours.ts';
import { settings } from '../../state/settings.svelte.ts';

const prefersDark = new MediaQuery('(prefers-color-scheme: dark)');

export function currentGround(): Ground {
  const { theme } = settings.value;
  if (theme !== 'system') return theme;
  return prefersDark.current ? 'dark' : 'light';
}
