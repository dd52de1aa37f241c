/** The import that goes on, and the report of the last one: they outlive the page that began it. */
import type { CommandRequest } from '../../src-main/contract/commands.ts';
import type { RunRecord } from '../../src-main/contract/library.ts';
import type { ImportReport } from '../../src-main/contract/reports.ts';
import { call } from '../bridge/bridge.ts';
import { COMMON } from '../strings/common.ts';
import { IMPORTS } from '../strings/imports.ts';
import { library } from './library.svelte.ts';
import { runs } from './runs.svelte.ts';
import { toasts } from './toasts.svelte.ts';

class Imports {
  /** What goes on now. */
  run = $state.raw<RunRecord | undefined>();
  report = $state.raw<ImportReport | undefined>();
  failure = $state.raw<unknown>();
  opensSample = $state(false);
  /** Closed before it was over: its end is told in a sentence. */
  #hidden = $state(false);

  get isShown(): boolean {
    const { run, report, failure } = this;
    return !this.#hidden && (run !== undefined || report !== undefined || failure !== undefined);
  }

  async start(request: CommandRequest<'library.import'>): Promise<void> {
    this.close();
    this.#hidden = false;
    try {
      this.run = await runs.start({ command: 'import', request }, { quiet: true });
      const { id } = this.run;
      const ended = await runs.ended(id);
      if (ended.state === 'done') this.#show((await call('runs.show', { run: `#${id}` })).run);
      else if (ended.state === 'cancelled') toasts.tell(IMPORTS.cancelled);
      else this.#fail(ended.error);
    } catch (error) {
      this.#fail(error);
    }
    this.run = undefined;
    library.touch();
  }

  async openSample(): Promise<void> {
    this.opensSample = true;
    try {
      const { items } = await call('sample.import', {});
      toasts.tell(IMPORTS.sampleDone(items.length));
    } catch (error) {
      toasts.complain(error);
    }
    this.opensSample = false;
    library.touch();
  }

  close(): void {
    this.#hidden = true;
    this.report = undefined;
    this.failure = undefined;
  }

  #fail(error: unknown): void {
    if (this.#hidden) toasts.complain(error);
    else this.failure = error;
  }

  #show({ result, id }: RunRecord): void {
    const report = result as Partial<ImportReport> | null;
    const { items, refused } = { items: report?.items ?? [], refused: report?.refused ?? [] };
    this.report = { run: id, items, refused };
    if (!this.#hidden) return;
    const added = items.filter(({ isNew }) => isNew).length;
    const show = (): void => {
      this.#hidden = false;
    };
    toasts.tell(`${IMPORTS.summary(added, items.length - added, refused.length)}.`, {
      tone: refused.length > 0 ? 'warning' : 'plain',
      action: { title: COMMON.show, run: show },
    });
  }
}

export const imports = new Imports();
