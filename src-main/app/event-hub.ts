/** Hands what happens on to whoever listens. */
import type { EventName, Events, HostEvent } from '../contract/events.ts';

export type Listener = (event: HostEvent) => void;

export class EventHub {
  readonly #listeners = new Set<Listener>();

  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  /** Hears every event until the returned function is called. */
  on(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  emit<E extends EventName>(event: E, body: Events[E]): void {
    // Name and body belong together, which the compiler loses sight of.
    const happened = { event, body } as unknown as HostEvent;
    for (const listener of this.#listeners) {
      try {
        listener(happened);
      } catch {
        // One that cannot hear, such as a window that is being closed, neither stops a run nor what the others hear.
      }
    }
  }
}
