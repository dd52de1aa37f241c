/** One command for each kind of run, on inputs so small that it takes about a second. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '../../src-main/contract/commands.ts';
import { TINY_WORDS, writeTinyCheckpoint } from '../tiny-checkpoint.ts';

export interface TinyWork {
  readonly command: Command;
  readonly request: unknown;
}

const ROWS = 300;
const LABELS = { a: ['negative', 'positive'], b: ['x', 'y', 'z'] } as const;

/** Name → the command, for inputs in a folder. */
export const TINY_WORK: Readonly<Record<string, (inputs: string) => TinyWork>> = {
  import: (inputs) => ({
    command: 'library.import',
    request: { paths: ['a', 'b', 'a.tsv'].map((name) => join(inputs, name)), storage: 'copied' },
  }),
  fisher: (inputs) => ({ command: 'fisher', request: { ...computeOn(inputs), settings: {} } }),
  merge: (inputs) => ({ command: 'merge', request: { recipe: join(inputs, 'mix.yaml'), device: 'cpu' } }),
  score: (inputs) => ({ command: 'score', request: computeOn(inputs) }),
};

function computeOn(inputs: string) {
  return { checkpoint: join(inputs, 'a'), dataset: { file: join(inputs, 'a.tsv') }, device: 'cpu' };
}

/** @returns the folder */
export async function writeInputs(folder: string): Promise<string> {
  const models: string[] = [];
  for (const [name, labels] of Object.entries(LABELS)) {
    await writeTinyCheckpoint(join(folder, name), { seed: models.length, labels });
    const rows = Array.from(
      { length: ROWS },
      (_, at) =>
        `${TINY_WORDS.slice(at % 9, (at % 9) + 2 + (at % 5)).join(' ')}\t${labels[at % labels.length]!}`,
    );
    await writeFile(join(folder, `${name}.tsv`), ['text\tlabel', ...rows].join('\n'));
    const file = `{ file: ${name}.tsv }`;
    models.push(`  - { checkpoint: ${name}, task: ${name}, dataset: ${file}, evaluate: ${file} }\n`);
  }
  await writeFile(join(folder, 'mix.yaml'), `method: fisher-mask\nmodels:\n${models.join('')}`);
  return folder;
}
