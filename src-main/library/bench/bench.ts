/** Measures a library of ten thousands of items: how long it takes to open, and to answer whatever its lists are asked. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Control } from '../../contract/progress.ts';
import type { LibraryBench, TimedQuestion } from '../../contract/bench.ts';
import { BOOT } from '../boot.ts';
import { DATABASE } from '../folder.ts';
import { Library } from '../library.ts';
import type { List } from '../list-columns.ts';
import { fillLibrary, FULL } from './fill.ts';
import { ask, LISTS, listQuestions, type Question } from './questions.ts';
import type { Sizes } from './sample-rows.ts';

/** Openings, and answers to each question. */
const OPENINGS = 9;
const ANSWERS = 3;

/** The bar, in seconds; and how many of the slowest questions are told. */
const BAR = 0.05;
const TOLD = 3;

function findMedian(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

/** Seconds of the clock and of the processor. */
function time(work: () => void): { readonly clock: number; readonly processor: number } {
  const [began, before] = [performance.now(), process.cpuUsage()];
  work();
  const { user, system } = process.cpuUsage(before);
  return { clock: (performance.now() - began) / 1000, processor: (user + system) / 1e6 };
}

function timeOpening(prepare: () => string): LibraryBench['open'] {
  const times = Array.from({ length: OPENINGS }, () => {
    const folder = prepare();
    let library: Library | undefined;
    const { clock } = time(() => (library = Library.open(folder)));
    library?.close();
    return clock;
  });
  return { median: findMedian(times), longest: Math.max(...times) };
}

/** What is left when a Weir dies that has written to it: the database, and beside it a -wal with the last changes. */
function copyUnclean(library: Library, to: string): void {
  library.write(() => library.db.exec('UPDATE item SET favourite = 1 - favourite WHERE id % 1000 = 0'));
  mkdirSync(to, { recursive: true });
  for (const name of [DATABASE, `${DATABASE}-wal`, BOOT]) {
    const file = library.pathOf(name);
    if (existsSync(file)) copyFileSync(file, join(to, name));
  }
}

async function askAll(
  library: Library,
  list: List,
  { signal }: Control,
): Promise<LibraryBench['lists'][number]> {
  const answers = async (question: Question): Promise<{ clock: TimedQuestion; processor: TimedQuestion }> => {
    // Between two questions, Ctrl-C is heard.
    await setImmediate();
    signal?.throwIfAborted();
    const times = Array.from({ length: ANSWERS }, () => time(() => ask(library, question)));
    const pick = (which: 'clock' | 'processor'): TimedQuestion => {
      return { question: question.name, seconds: findMedian(times.map((one) => one[which])) };
    };
    return { clock: pick('clock'), processor: pick('processor') };
  };
  const asked: Awaited<ReturnType<typeof answers>>[] = [];
  for (const question of listQuestions(library, list)) asked.push(await answers(question));
  const sort = (questions: readonly TimedQuestion[]): TimedQuestion[] =>
    questions.toSorted((a, b) => b.seconds - a.seconds);
  const slowest = sort(asked.map(({ clock }) => clock));
  return {
    ...{ list, questions: asked.length, slow: slowest.filter(({ seconds }) => seconds > BAR).length },
    median: findMedian(slowest.map(({ seconds }) => seconds)),
    slowest: slowest.slice(0, TOLD),
    slowestOfProcessor: sort(asked.map(({ processor }) => processor))[0]!,
  };
}

/** In a folder of its own among the system's temporary ones; a few hundred megabytes at the full sizes. */
export async function benchLibrary(control: Control, sizes: Sizes = FULL): Promise<LibraryBench> {
  const scratch = mkdtempSync(join(tmpdir(), 'weir-bench-'));
  const [folder, unclean] = [join(scratch, 'library'), join(scratch, 'unclean')];
  const tell = (done: number): void =>
    control.report?.({ phase: 'Library', done, total: LISTS.length, unit: 'rounds' });
  try {
    tell(0);
    const filled = Library.open(folder);
    await fillLibrary(filled, sizes, control);
    filled.close();
    const open = timeOpening(() => folder);
    const library = Library.open(folder);
    try {
      const openUnclean = timeOpening(() => {
        copyUnclean(library, unclean);
        return unclean;
      });
      const lists: LibraryBench['lists'][number][] = [];
      for (const list of LISTS) {
        lists.push(await askAll(library, list, control));
        tell(lists.length);
      }
      const openAfterOutage = timeOpening(() => {
        copyUnclean(library, unclean);
        rmSync(join(unclean, BOOT), { force: true });
        return unclean;
      });
      const bytes = statSync(library.pathOf(DATABASE)).size;
      return { rows: sizes, bytes, open, openUnclean, openAfterOutage, lists };
    } finally {
      library.close();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
