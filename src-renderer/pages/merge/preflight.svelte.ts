/** What a recipe would do and need: asked of the host a moment after the recipe has changed. */
import type { RecipeCheck } from '../../../src-main/contract/desk.ts';
import { call, HostError } from '../../bridge/bridge.ts';

const REST = 300;

export class Preflight {
  /** Of the text before, until that of the present one is known. */
  check = $state.raw<RecipeCheck | undefined>();
  error = $state.raw<unknown>();
  isBusy = $state(false);
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  ask(text: string): void {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    this.isBusy = true;
    // What was wrong may be right now; what was known is likely still near.
    this.error = undefined;
    this.#timer = setTimeout(() => void this.#ask(text, turn), REST);
  }

  /** There is nothing to ask about. */
  rest(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.isBusy = false;
    this.check = undefined;
    this.error = undefined;
  }

  async #ask(text: string, turn: number): Promise<void> {
    let check: RecipeCheck | undefined;
    let error: unknown;
    try {
      check = await call('recipe.check', { text });
    } catch (thrown) {
      error = thrown;
    }
    if (turn !== this.#turn) return;
    this.isBusy = false;
    this.check = check;
    this.error = error;
  }
}

/** The line that an error names, from 1; undefined where it names none. */
export function lineOf(error: unknown): number | undefined {
  if (!(error instanceof HostError)) return undefined;
  const line = /\bline (\d+)/i.exec(`${error.hint ?? ''} ${error.message}`)?.[1];
  return line === undefined ? undefined : Number(line);
}
