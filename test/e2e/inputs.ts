/** What the spec imports by path: a small expert, one so large that its Fisher takes a while, and texts for it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TINY_WORDS, writeTinyCheckpoint } from '../tiny-checkpoint.ts';

/** Enough to be stopped in its midst on any machine. */
const ROWS = 20_000;

export interface Inputs {
  readonly small: string;
  readonly slow: string;
  readonly texts: string;
}

export async function writeInputs(home: string): Promise<Inputs> {
  const small = await writeTinyCheckpoint(join(home, 'small'), { seed: 5 });
  const slow = await writeTinyCheckpoint(join(home, 'slow'), {
    config: { num_hidden_layers: 6, hidden_size: 384, intermediate_size: 1536, max_position_embeddings: 64 },
  });
  const rows = Array.from({ length: ROWS }, (_, at) => {
    const words = Array.from(
      { length: 40 },
      (_, place) => TINY_WORDS[(at * 7 + place * 3) % TINY_WORDS.length],
    );
    return `${words.join(' ')}\t${at % 2 ? 'positive' : 'negative'}`;
  });
  const texts = join(home, 'slow-train.tsv');
  await writeFile(texts, ['sentence\tlabel', ...rows].join('\n'));
  return { small, slow, texts };
}
