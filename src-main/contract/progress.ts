/** How long work reports where it is and learns that it should stop. */

export interface Progress {
  /** What is being done, in the words of the user: "Fisher of sst2". */
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  /** What `done` and `total` count. */
  readonly unit: 'rows' | 'bytes' | 'rounds' | 'merges' | 'scores' | 'trials';
}

/** Every function of core that takes long takes one of these as its last argument. */
export interface Control {
  readonly signal?: AbortSignal | undefined;
  readonly report?: ((progress: Progress) => void) | undefined;
}
