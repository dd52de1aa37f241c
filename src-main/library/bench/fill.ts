/** Fills an empty library with what years of work would leave in it. */
import { writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { ItemKind } from '../../contract/library.ts';
import type { Control } from '../../contract/progress.ts';
import type { Library } from '../library.ts';
import type { Row } from '../rows.ts';
import type { Sizes } from './sample-rows.ts';
import {
  drawName,
  drawNotes,
  drawScore,
  drawTags,
  drawTime,
  MOST_TAGS,
  ROWS,
  type Drawn,
} from './sample-rows.ts';
import { createDraw, inventWords } from './words.ts';

/** What the bars are about, and of the other kinds what goes with that. */
export const FULL: Sizes = {
  checkpoint: 10_000,
  dataset: 1000,
  fisher: 10_000,
  run: 50_000,
  merge: 10_000,
  score: 200_000,
};

/** One item in so many lies in the trash; runs and merges too, so that scores have to be asked about it. */
const TRASHED = 100;
const WORDS = 5000;

/** Rows of a transaction. */
const CHUNK = 5000;

/** Each kind after those that it names. */
const ORDER: readonly ItemKind[] = ['checkpoint', 'dataset', 'fisher', 'run', 'merge'];

function prepareInsert(library: Library, table: string): (row: Row) => number {
  const statements = new Map<string, ReturnType<Library['db']['prepare']>>();
  return (row) => {
    const values = Object.values(row);
    const columns = Object.keys(row).join(', ');
    let statement = statements.get(columns);
    if (statement === undefined) {
      const places = values.map(() => '?').join(', ');
      statement = library.db.prepare(`INSERT INTO ${table} (${columns}) VALUES (${places})`);
      statements.set(columns, statement);
    }
    return Number(statement.run(values).lastInsertRowid);
  };
}

/** Does `add` for every number below `count`, some thousands a transaction; between two of these, Ctrl-C is heard. */
async function repeat(
  library: Library,
  count: number,
  { signal }: Control,
  add: (at: number) => void,
): Promise<void> {
  for (let begin = 0; begin < count; begin += CHUNK) {
    await setImmediate();
    signal?.throwIfAborted();
    library.write(() => {
      for (let at = begin; at < Math.min(count, begin + CHUNK); at++) add(at);
    });
  }
}

/** By chance, but the same for the same sizes. Triggers and constraints hold as they do for whatever is written. */
export async function fillLibrary(library: Library, sizes: Sizes, control: Control = {}): Promise<void> {
  const draw = createDraw(1);
  const file = library.pathOf('partial', 'looked-at');
  writeFileSync(file, 'x');
  const drawn: Drawn = {
    ...{ draw, file, words: inventWords(WORDS, draw) },
    ids: { checkpoint: [], dataset: [], fisher: [], run: [], merge: [] },
    hashes: { checkpoint: [], dataset: [] },
  };
  const tagged: (readonly [id: number, tags: readonly string[]])[] = [];
  const addItem = prepareInsert(library, 'item');
  for (const kind of ORDER) {
    const add = prepareInsert(library, kind);
    await repeat(library, sizes[kind], control, (at) => {
      const createdAt = drawTime(draw);
      const id = addItem({
        ...{ kind, name: drawName(drawn, kind, at), notes: drawNotes(drawn), createdAt },
        favourite: draw.below(20) === 0 ? 1 : 0,
        trashedAt: at % TRASHED === TRASHED - 1 ? createdAt + 1 : null,
      });
      tagged.push([id, drawTags(draw)]);
      add({ itemId: id, ...ROWS[kind](drawn, createdAt, at, sizes) });
      drawn.ids[kind].push(id);
    });
  }
  const addTag = prepareInsert(library, 'tag');
  // Everything's first tag, then everything's second: FTS5 is quick as long as the ids rise.
  for (let turn = 0; turn < MOST_TAGS; turn++) {
    await repeat(library, tagged.length, control, (at) => {
      const [itemId, tags] = tagged[at]!;
      if (turn < tags.length) addTag({ itemId, tag: tags[turn]! });
    });
  }
  const addScore = prepareInsert(library, 'score');
  await repeat(library, sizes.score, control, (at) => addScore(drawScore(drawn, at, sizes)));
}
