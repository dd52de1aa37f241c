/** Asks for files or folders of the machine that Weir runs on: by the system's dialog where the host has one, by Weir's own elsewhere. */
import { call, can } from '../bridge/bridge.ts';
import { toasts } from './toasts.svelte.ts';

export interface PathQuestion {
  readonly what: 'folder' | 'files' | 'any';
  readonly title: string;
  /** Where to begin; the person's own folder otherwise. */
  readonly folder?: string | undefined;
}

class PathChoice {
  open = $state.raw<PathQuestion | undefined>();
  #resolve: ((paths: readonly string[]) => void) | undefined;

  answer(paths: readonly string[]): void {
    this.open = undefined;
    this.#resolve?.(paths);
    this.#resolve = undefined;
  }

  ask(question: PathQuestion): Promise<readonly string[]> {
    this.answer([]);
    this.open = question;
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }
}

export const pathChoice = new PathChoice();

/** @returns none where the person chose none */
export async function choosePaths(question: PathQuestion): Promise<readonly string[]> {
  if (!can('choose-paths')) return pathChoice.ask(question);
  try {
    const { what, title } = question;
    return (await call('host.choose', { what, title })).paths;
  } catch (error) {
    toasts.complain(error);
    return [];
  }
}
