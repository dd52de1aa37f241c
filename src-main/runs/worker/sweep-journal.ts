/** What a sweep has done so far, a line each, so that it can be stopped and goes on where it was. */
import { open, readFile, rm, type FileHandle } from 'node:fs/promises';
import type { EvidenceCost, SweepCell } from '../../contract/sweep.ts';
import { explain } from '../../core/files/disk.ts';
import type { TaskTrial } from './trial.ts';

/** A cell with what its making cost beside it: both are kept, or neither. */
export interface CellEntry {
  readonly cell: SweepCell;
  readonly costs: readonly EvidenceCost[];
}

export interface ExpertEntry {
  readonly expert: string;
  readonly trial: TaskTrial;
}

export class SweepJournal implements AsyncDisposable {
  readonly cells: CellEntry[] = [];
  readonly experts: ExpertEntry[] = [];
  readonly #file: string | undefined;
  readonly #handle: FileHandle | undefined;

  private constructor(file: string | undefined, handle: FileHandle | undefined) {
    this.#file = file;
    this.#handle = handle;
  }

  /** Reads what is there; a line that a kill cut short is written again. Without a file nothing outlives this program. */
  static async open(file: string | undefined): Promise<SweepJournal> {
    if (file === undefined) return new SweepJournal(undefined, undefined);
    try {
      const text = await readFile(file, 'utf8').catch(() => '');
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      const handle = await open(file, 'a');
      await handle.truncate(Buffer.byteLength(whole));
      const journal = new SweepJournal(file, handle);
      for (const line of whole.split('\n').slice(0, -1))
        journal.#take(JSON.parse(line) as CellEntry | ExpertEntry);
      return journal;
    } catch (error) {
      throw explain(error, file, 'written');
    }
  }

  async add(entry: CellEntry | ExpertEntry): Promise<void> {
    this.#take(entry);
    try {
      await this.#handle?.appendFile(`${JSON.stringify(entry)}\n`);
      await this.#handle?.datasync();
    } catch (error) {
      throw explain(error, this.#file!, 'written');
    }
  }

  /** The sweep is complete: nobody goes on from here. */
  async forget(): Promise<void> {
    await this.#handle?.close();
    if (this.#file !== undefined) await rm(this.#file, { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle?.close().catch(() => undefined);
  }

  #take(entry: CellEntry | ExpertEntry): void {
    if ('expert' in entry) this.experts.push(entry);
    else this.cells.push(entry);
  }
}
