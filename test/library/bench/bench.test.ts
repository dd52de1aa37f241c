/** What the bench fills a library with, and what it asks; never how long that takes. */
import { expect, it } from 'vitest';
import type { ItemKind } from '../../../src-main/contract/library.ts';
import { benchLibrary } from '../../../src-main/library/bench/bench.ts';
import { fillLibrary } from '../../../src-main/library/bench/fill.ts';
import { ask, LISTS, listQuestions } from '../../../src-main/library/bench/questions.ts';
import { listColumns } from '../../../src-main/library/list-columns.ts';
import { findFaults } from '../../../src-main/library/library.ts';
import { openLibrary } from '../sample.ts';

const SIZES = { checkpoint: 120, dataset: 5, fisher: 120, run: 210, merge: 110, score: 420 };
const KINDS: readonly ItemKind[] = ['checkpoint', 'dataset', 'fisher', 'run', 'merge'];

it('fills a library with as much of everything as it is told, nothing of it at odds', async () => {
  const library = await openLibrary();
  await fillLibrary(library, SIZES);
  expect(findFaults(library.db, { thorough: true })).toEqual([]);
  expect(library.db.pragma('foreign_key_check')).toEqual([]);
  const count = (kind: ItemKind) =>
    ask(library, { list: kind, query: {} }).total +
    ask(library, { list: kind, query: { trashed: true } }).total;
  for (const kind of KINDS) expect(count(kind)).toBe(SIZES[kind]);
  expect(library.db.prepare('SELECT count(*) FROM score').pluck().get()).toBe(SIZES.score);
});

it('asks for every column both ways, and gets whole pages that neither overlap nor leave anything out', async () => {
  const library = await openLibrary();
  await fillLibrary(library, SIZES);
  for (const list of LISTS) {
    const questions = listQuestions(library, list);
    for (const column of listColumns(list)) {
      for (const descending of [false, true]) {
        const query = { sort: [{ column, descending }], limit: 50 };
        expect(questions.map((question) => question.query.sort)).toContainEqual(query.sort);
        const { total } = ask(library, { list, query });
        const ids: number[] = [];
        for (let offset = 0; offset < total; offset += 50) {
          const { rows } = ask(library, { list, query: { ...query, offset } });
          ids.push(...rows.map((row) => (row as { readonly id: number }).id));
        }
        expect(new Set(ids).size).toBe(total);
        const whole = ask(library, { list, query: { ...query, limit: 10_000 } }).rows;
        expect(ids).toEqual(whole.map((row) => (row as { readonly id: number }).id));
      }
    }
  }
});

it('measures openings and lists, and stops when it is told to', async () => {
  const measured = await benchLibrary({}, { ...SIZES, run: 110, score: 110 });
  expect(measured.lists.map(({ list }) => list)).toEqual(LISTS);
  expect(measured.bytes).toBeGreaterThan(0);
  for (const { questions, slowest } of measured.lists) {
    expect(questions).toBeGreaterThan(100);
    expect(slowest[0]?.question).not.toBe('');
  }
  await expect(benchLibrary({ signal: AbortSignal.abort() }, SIZES)).rejects.toThrow('aborted');
});
