/** Sentences that come up at the window's foot and go again: what was done, with a way back, and what could not be. */
import { readFailure } from '../bridge/bridge.ts';
import { COMMON } from '../strings/common.ts';

export interface Toast {
  readonly id: number;
  readonly tone: 'plain' | 'warning' | 'loss';
  readonly sentence: string;
  readonly hint?: string | undefined;
  readonly code?: string | undefined;
  /** One thing to do about it, such as to undo it. */
  readonly action?: { readonly title: string; readonly run: () => void } | undefined;
}

/** Milliseconds that what asks for nothing stays. */
const STAY = 7000;
const MOST = 4;

class Toasts {
  all = $state.raw<readonly Toast[]>([]);
  #lastId = 0;

  tell(sentence: string, more: Partial<Omit<Toast, 'id' | 'sentence'>> = {}): void {
    const toast: Toast = { tone: 'plain', ...more, id: ++this.#lastId, sentence };
    this.all = [...this.all.filter((one) => one.sentence !== sentence), toast].slice(-MOST);
    if (toast.tone !== 'loss') {
      setTimeout(
        () => {
          this.close(toast.id);
        },
        toast.action ? 2 * STAY : STAY,
      );
    }
  }

  /** What was done, and how to take it back. */
  tellWithUndo(sentence: string, undo: () => void): void {
    this.tell(sentence, { action: { title: COMMON.undo, run: undo } });
  }

  /** Anything thrown. Stays until it is closed. */
  complain(error: unknown): void {
    const { message, hint, code } = readFailure(error);
    if (code !== 'cancelled') this.tell(message, { tone: 'loss', hint, code });
  }

  clear(): void {
    this.all = [];
  }

  close(id: number): void {
    this.all = this.all.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
