/** The run that others are compared with: pinned by the person, and remembered. */
import type { RunRecord } from '../../../src-main/contract/library.ts';
import { call } from '../../bridge/bridge.ts';
import { settings } from '../../state/settings.svelte.ts';

/** The view of the settings that names it. */
const VIEW = 'baseline';

class Baseline {
  run = $state.raw<RunRecord>();

  get id(): number | undefined {
    const kept = settings.view(VIEW);
    return typeof kept === 'number' ? kept : undefined;
  }

  pin(run: RunRecord | undefined): void {
    this.run = run;
    settings.setView(VIEW, run?.id ?? null);
  }

  /** Reads the record of what is pinned; what is gone, or in the trash, is nobody's baseline. */
  async read(): Promise<void> {
    const { id } = this;
    if (id === undefined) {
      this.run = undefined;
      return;
    }
    try {
      const { run } = await call('runs.show', { run: `#${id}` });
      this.run = run.trashedAt === null ? run : undefined;
    } catch {
      this.run = undefined;
    }
  }
}

export const baseline = new Baseline();
