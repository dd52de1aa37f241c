/** What is made with controls and as text alike: a change of the one is written to, or read from, the other. */

/** Milliseconds after the last letter that a text is read. */
const REST = 250;

interface Translation<T> {
  /** @throws HostError */
  readonly write: (value: T) => Promise<string>;
  /** @throws HostError where the text says no such thing */
  readonly read: (text: string) => Promise<T>;
  /** Hears what was read. */
  readonly onread: (value: T) => void;
}

export class TwoWayText<T> {
  text = $state('');
  /** Why the text cannot be read, or the value not be written. */
  fault = $state.raw<unknown>();
  readonly #translation: Translation<T>;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(translation: Translation<T>) {
    this.#translation = translation;
  }

  /** The text follows the value. */
  async write(value: T): Promise<void> {
    this.fault = undefined;
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    try {
      const text = await this.#translation.write(value);
      if (turn === this.#turn) this.text = text;
    } catch (error) {
      if (turn === this.#turn) this.fault = error;
    }
  }

  /** Takes what was typed; the value follows when it can be read. */
  edit(text: string): void {
    this.text = text;
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.read(text), REST);
  }

  async read(text: string): Promise<void> {
    this.text = text;
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    try {
      const value = await this.#translation.read(text);
      if (turn !== this.#turn) return;
      this.fault = undefined;
      this.#translation.onread(value);
    } catch (error) {
      if (turn === this.#turn) this.fault = error;
    }
  }
}
