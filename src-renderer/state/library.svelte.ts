/** When what the library holds has changed: lists read `version` and load anew, four times a second at most. */
import { on } from '../bridge/bridge.ts';

const PAUSE = 250;

class LibraryState {
  version = $state(0);
  #listens = false;
  #isDue = false;

  listen(): void {
    if (this.#listens) return;
    this.#listens = true;
    on('changed', () => {
      this.touch();
    });
  }

  /** For effects: to be run again at each change. */
  follow(): number {
    return this.version;
  }

  /** As if the host had said it: after a change of one's own, which nobody should wait to see. */
  touch(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setTimeout(() => {
      this.#isDue = false;
      this.version += 1;
    }, PAUSE);
  }
}

export const library = new LibraryState();
