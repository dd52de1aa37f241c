/** Runs as rows: the queue that survives a restart, and who carries out what. Every change is guarded by the state it begins in. */
import { WeirError } from '../contract/error.ts';
import type { RunCommand, RunProgress, RunRecord, RunState } from '../contract/library.ts';
import { checkName, getItem, insertItem, type ItemDraft } from './items.ts';
import type { Library } from './library.ts';
import { keepSetting, readSetting } from './settings.ts';

export interface RunDraft extends ItemDraft {
  readonly command: RunCommand;
  readonly input: unknown;
  /** Which Weir is to carry it out; null: nobody until it is asked for. */
  readonly owner: string | null;
}

export interface RunEnding {
  readonly result?: unknown;
  readonly error?: RunRecord['error'] | undefined;
}

const LAST = '(SELECT coalesce(max(position), 0) + 1 FROM run)';
const NOW_RUNNING = "SELECT 1 FROM run WHERE state = 'running' AND (command = 'import') = @imports";
const RESUMABLE: readonly RunState[] = ['interrupted', 'failed', 'cancelled'];

export function getRun(library: Library, id: number): RunRecord {
  return getItem(library, 'run', id);
}

/** Puts a run last in the queue. */
export function addRun(library: Library, draft: RunDraft): RunRecord {
  const { command, owner } = draft;
  const input = JSON.stringify(draft.input ?? null);
  return library.write(() => {
    const position = library.db.prepare(`SELECT ${LAST}`).pluck().get();
    const columns = { command, input, state: 'queued', position, owner };
    return getRun(library, insertItem(library, 'run', { ...draft, name: checkName(draft.name) }, columns));
  });
}

export function isPaused(library: Library): boolean {
  return readSetting(library, 'queue.paused') === 'true';
}

/** A paused queue begins nothing; what is running goes on. */
export function setPaused(library: Library, paused: boolean): void {
  keepSetting(library, 'queue.paused', String(paused));
}

/** Runs of different lanes go side by side: imports read, all else computes. */
export type Lane = 'import' | 'compute';

/** The owner's next run of a lane, running from now on; undefined while any run of it is running, whoever's, or the queue is paused. */
export function claimNext(library: Library, owner: string, lane: Lane): RunRecord | undefined {
  return library.write(() => {
    if (isPaused(library)) return undefined;
    const id = library.db
      .prepare(
        `UPDATE run SET state = 'running', startedAt = @now, endedAt = NULL, progress = NULL
           WHERE NOT EXISTS (${NOW_RUNNING}) AND itemId = (SELECT itemId FROM run JOIN item ON id = itemId
             WHERE state = 'queued' AND owner = @owner AND (command = 'import') = @imports AND trashedAt IS NULL
             ORDER BY position, itemId LIMIT 1) RETURNING itemId`,
      )
      .pluck()
      .get({ now: Date.now(), owner, imports: Number(lane === 'import') }) as number | undefined;
    return id === undefined ? undefined : getRun(library, id);
  });
}

/** @returns whether the run is still this owner's and running */
export function keepProgress(library: Library, id: number, owner: string, progress: RunProgress): boolean {
  return library.write(
    () =>
      library.db
        .prepare("UPDATE run SET progress = ? WHERE itemId = ? AND state = 'running' AND owner = ?")
        .run(JSON.stringify(progress), id, owner).changes === 1,
  );
}

/**
 * Ends a run that this owner is carrying out. To record what it made at the same moment, call both in one library.write.
 * @returns whether it was; false leaves everything as it is: another Weir found it lost, or it has ended
 */
export function endRun(
  library: Library,
  id: number,
  owner: string,
  state: Exclude<RunState, 'queued' | 'running'>,
  { result, error }: RunEnding = {},
): boolean {
  return library.write(
    () =>
      library.db
        .prepare(
          `UPDATE run SET state = ?, result = ?, error = ?, endedAt = ?, cancelAsked = 0
             WHERE itemId = ? AND state = 'running' AND owner = ?`,
        )
        .run(state, write(result), write(error), Date.now(), id, owner).changes === 1,
  );
}

function write(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

/** A queued run is cancelled at once, a running one is asked to stop; one that has ended stays as it is. */
export function askCancel(library: Library, id: number): RunRecord {
  return library.write(() => {
    library.db
      .prepare("UPDATE run SET state = 'cancelled', endedAt = ? WHERE itemId = ? AND state = 'queued'")
      .run(Date.now(), id);
    library.db.prepare("UPDATE run SET cancelAsked = 1 WHERE itemId = ? AND state = 'running'").run(id);
    return getRun(library, id);
  });
}

export function isCancelAsked(library: Library, id: number): boolean {
  return library.db.prepare<[number]>('SELECT cancelAsked FROM run WHERE itemId = ?').pluck().get(id) === 1;
}

/**
 * Puts a run that did not finish, or a queued one that nobody owns, at the end of the queue for this owner.
 * @throws 'invalid-input' for any other
 */
export function requeue(library: Library, id: number, owner: string): RunRecord {
  return library.write(() => {
    const run = getRun(library, id);
    const lost = library.db
      .prepare<[number]>("SELECT 1 FROM run WHERE itemId = ? AND state = 'queued' AND owner IS NULL")
      .get(id);
    if (run.trashedAt !== null || (lost === undefined && !RESUMABLE.includes(run.state))) {
      const where = run.trashedAt === null ? run.state : 'in the trash';
      throw new WeirError(
        'invalid-input',
        `Run '${run.name}' (#${id}) is ${where}, so it cannot be resumed.`,
        {
          hint: `Runs that are ${RESUMABLE.slice(0, -1).join(', ')} or ${RESUMABLE.at(-1)} can.`,
        },
      );
    }
    library.db
      .prepare(
        `UPDATE run SET state = 'queued', owner = ?, position = ${LAST}, attempts = attempts + ?, cancelAsked = 0,
           error = NULL, result = NULL, endedAt = NULL WHERE itemId = ?`,
      )
      .run(owner, lost === undefined ? 1 : 0, id);
    return getRun(library, id);
  });
}

/** Moves a queued run to just before another queued one, or with null to the end. @throws 'invalid-input' where either is not queued */
export function moveRun(library: Library, id: number, before: number | null): void {
  library.write(() => {
    const queue = library.db
      .prepare("SELECT itemId FROM run WHERE state = 'queued' ORDER BY position, itemId")
      .pluck()
      .all() as number[];
    const absent = [id, ...(before === null ? [] : [before])].find((one) => !queue.includes(one));
    if (absent !== undefined) {
      const { name, state } = getRun(library, absent);
      throw new WeirError('invalid-input', `Run '${name}' (#${absent}) is ${state}, not queued.`);
    }
    if (id === before) return;
    const others = queue.filter((one) => one !== id);
    const at = before === null ? others.length : others.indexOf(before);
    const place = library.db.prepare('UPDATE run SET position = ? WHERE itemId = ?');
    const positionOf = library.db
      .prepare<[number | undefined]>('SELECT position FROM run WHERE itemId = ?')
      .pluck();
    const lower = positionOf.get(others[at - 1]) as number | undefined;
    const upper = positionOf.get(others[at]) as number | undefined;
    const middle =
      lower === undefined ? (upper ?? 1) - 1 : upper === undefined ? lower + 1 : (lower + upper) / 2;
    if (middle !== lower && middle !== upper) place.run(middle, id);
    // Halved too often: no number is left between the two.
    else others.toSpliced(at, 0, id).forEach((one, position) => place.run(position + 1, one));
  });
}

/** Runs whose Weir is gone: a running one becomes interrupted, a queued one waits to be asked for. @returns the interrupted ones' ids */
export function interruptLost(library: Library, isAlive: (owner: string) => boolean): number[] {
  return library.write(() => {
    const owners = library.db
      .prepare("SELECT DISTINCT owner FROM run WHERE state IN ('queued', 'running') AND owner IS NOT NULL")
      .pluck()
      .all() as string[];
    return owners
      .filter((owner) => !isAlive(owner))
      .flatMap((owner) => {
        library.db.prepare("UPDATE run SET owner = NULL WHERE state = 'queued' AND owner = ?").run(owner);
        return library.db
          .prepare<[number, string]>(
            `UPDATE run SET state = 'interrupted', endedAt = ?, owner = NULL, cancelAsked = 0
               WHERE state = 'running' AND owner = ? RETURNING itemId`,
          )
          .pluck()
          .all(Date.now(), owner) as number[];
      });
  });
}

/** Queued runs of this owner belong to nobody from now on: they wait to be asked for. */
export function releaseQueued(library: Library, owner: string): void {
  library.write(() => {
    library.db.prepare("UPDATE run SET owner = NULL WHERE state = 'queued' AND owner = ?").run(owner);
  });
}

/** One more attempt at a run that this owner is carrying out. */
export function countAttempt(library: Library, id: number, owner: string): void {
  library.write(() => {
    library.db
      .prepare("UPDATE run SET attempts = attempts + 1 WHERE itemId = ? AND state = 'running' AND owner = ?")
      .run(id, owner);
  });
}
