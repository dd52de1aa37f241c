/** The queue as it stands, and how far each run is. */
import { SvelteMap } from 'svelte/reactivity';
import type { CommandRequest } from '../../src-main/contract/commands.ts';
import type { RunProgress, RunRecord, RunState } from '../../src-main/contract/library.ts';
import { call, on } from '../bridge/bridge.ts';
import { library } from './library.svelte.ts';
import { sayEnd } from './run-end.ts';
import { toasts } from './toasts.svelte.ts';

const ENDS: ReadonlySet<RunState> = new Set(['done', 'failed', 'cancelled', 'interrupted']);

export function isOver({ state }: RunRecord): boolean {
  return ENDS.has(state);
}

class Runs {
  /** The running one first, then the queued ones in their order. */
  active = $state.raw<readonly RunRecord[]>([]);
  paused = $state(false);
  readonly #progress = new SvelteMap<number, RunProgress>();
  readonly #waiting = new Map<number, ((run: RunRecord) => void)[]>();
  /** Runs whose end somebody tells in a better place. */
  readonly #quiet = new Set<number>();

  async listen(): Promise<void> {
    library.listen();
    on('run', (run) => {
      this.#hear(run);
    });
    on('progress', ({ run, progress }) => {
      this.#progress.set(run, progress);
    });
    on('changed', () => void this.refresh());
    await this.refresh();
  }

  get current(): RunRecord | undefined {
    return this.active.find(({ state }) => state === 'running');
  }

  progressOf(id: number): RunProgress | undefined {
    return this.#progress.get(id) ?? this.active.find((run) => run.id === id)?.progress ?? undefined;
  }

  async refresh(): Promise<void> {
    try {
      const [running, queued, { paused }] = await Promise.all([
        call('runs.list', { where: { state: 'running' }, limit: 100 }),
        call('runs.list', {
          where: { state: 'queued' },
          sort: [{ column: 'position' }],
          limit: 1000,
        }),
        call('runs.paused', {}),
      ]);
      this.active = [...running.rows, ...queued.rows];
      this.paused = paused;
      for (const id of this.#waiting.keys()) {
        if (!this.active.some((run) => run.id === id))
          this.#settle((await call('runs.show', { run: `#${id}` })).run);
      }
    } catch (error) {
      toasts.complain(error);
    }
  }

  /** Queues a run. `quiet`: its end is told by who starts it. @throws HostError */
  async start(asked: CommandRequest<'runs.start'>, { quiet = false } = {}): Promise<RunRecord> {
    const run = await call('runs.start', asked);
    if (quiet) this.#quiet.add(run.id);
    this.#hear(run);
    return run;
  }

  /** The run when it is over, however it ended. */
  ended(id: number): Promise<RunRecord> {
    return new Promise((resolve) => {
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve]);
      void this.refresh();
    });
  }

  /** @throws HostError */
  async cancel(id: number): Promise<void> {
    this.#hear(await call('runs.cancel', { run: `#${id}` }));
  }

  /** @throws HostError */
  async setPaused(paused: boolean): Promise<void> {
    ({ paused: this.paused } = await call('runs.pause', { paused }));
  }

  #hear(run: RunRecord): void {
    const known = this.active.some(({ id }) => id === run.id);
    if (isOver(run)) {
      this.active = this.active.filter(({ id }) => id !== run.id);
      this.#progress.delete(run.id);
      if (known && !this.#quiet.has(run.id)) sayEnd(run);
      this.#settle(run);
      return;
    }
    const others = this.active.filter(({ id }) => id !== run.id);
    this.active = [...others, run].sort(
      (a, b) => Number(b.state === 'running') - Number(a.state === 'running') || a.position - b.position,
    );
  }

  #settle(run: RunRecord): void {
    if (!isOver(run)) return;
    for (const resolve of this.#waiting.get(run.id) ?? []) resolve(run);
    this.#waiting.delete(run.id);
  }
}

export const runs = new Runs();
