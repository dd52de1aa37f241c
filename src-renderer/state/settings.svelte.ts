/** What the person has set, as the host keeps it; each page's view with it. */
import { call, on } from '../bridge/bridge.ts';
import type { Settings } from '../../src-main/contract/desk.ts';
import { toasts } from './toasts.svelte.ts';

const DEFAULTS: Settings = {
  theme: 'system',
  device: 'auto',
  threads: 0,
  budget: 1,
  notify: true,
  views: {},
};

/** Milliseconds that a view rests before it is kept. */
const REST = 500;

type Changes = Partial<Omit<Settings, 'views'>>;

class SettingsState {
  value = $state.raw<Settings>(DEFAULTS);
  #unkept: Record<string, unknown> = {};
  #timer: ReturnType<typeof setTimeout> | undefined;

  async load(): Promise<void> {
    on('changed', () => void this.#read());
    window.addEventListener('pagehide', () => void this.#keepViews());
    await this.#read();
  }

  /** Shown at once, and taken back where the host refuses it. */
  async write(changes: Changes): Promise<void> {
    const before = this.value;
    this.#show({ ...before, ...changes });
    try {
      this.#show(await call('settings.write', changes));
    } catch (error) {
      this.#show(before);
      toasts.complain(error);
    }
  }

  /** What a page left under this name; it judges itself whether it still understands that. */
  view(name: string): unknown {
    return this.value.views[name];
  }

  setView(name: string, view: unknown): void {
    this.value = { ...this.value, views: { ...this.value.views, [name]: view } };
    this.#unkept[name] = view;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#keepViews(), REST);
  }

  async #keepViews(): Promise<void> {
    clearTimeout(this.#timer);
    const views = this.#unkept;
    if (Object.keys(views).length === 0) return;
    this.#unkept = {};
    await call('settings.write', { views }).catch((error: unknown) => {
      toasts.complain(error);
    });
  }

  async #read(): Promise<void> {
    try {
      const { views, ...rest } = await call('settings.read', {});
      this.#show({ ...rest, views: { ...views, ...this.#unkept } });
    } catch (error) {
      toasts.complain(error);
    }
  }

  #show(value: Settings): void {
    this.value = value;
    const { dataset } = document.documentElement;
    if (value.theme === 'system') delete dataset.theme;
    else dataset.theme = value.theme;
  }
}

export const settings = new SettingsState();
