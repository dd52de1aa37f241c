/** The small text files of a checkpoint's folder: its configuration and its tokenizer. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { WeirError } from '../../contract/error.ts';
import { readTextFile } from './disk.ts';

/** The files, in the order in which they are copied beside a merged encoder. */
export const TEXT_FILES = {
  config: 'config.json',
  tokenizerConfig: 'tokenizer_config.json',
  tokenizerJson: 'tokenizer.json',
  specialTokensMap: 'special_tokens_map.json',
  vocabTxt: 'vocab.txt',
} as const;

export type TextFile = keyof typeof TEXT_FILES;
export type CheckpointTexts = Readonly<Partial<Record<TextFile, string>>> & { readonly config: string };

/** The largest tokenizer.json of a multilingual model has some 20 MB. */
const LARGEST = 256 * 2 ** 20;

/** Throws 'missing-file' where the folder or its config.json is not there; the other files may be absent. */
export async function readCheckpointTexts(folder: string): Promise<CheckpointTexts> {
  const texts = await Promise.all(
    Object.entries(TEXT_FILES).map(async ([key, name]) => [key, await readText(join(folder, name))] as const),
  );
  const found = Object.fromEntries(
    texts.filter(([, text]) => text !== undefined),
  ) as Partial<CheckpointTexts>;
  if (found.config === undefined) {
    const reason = (await isFolder(folder)) ? 'it holds no config.json' : 'there is no such folder';
    throw new WeirError('missing-file', `'${folder}' is not a checkpoint: ${reason}.`);
  }
  return { ...found, config: found.config };
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readTextFile(path, LARGEST);
  } catch (error) {
    if (error instanceof WeirError && error.code === 'missing-file') return undefined;
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  const about = await stat(path).catch(() => undefined);
  return about?.isDirectory() === true;
}

/** The files that are there, by their names, in the table's order. */
export function listFiles(texts: CheckpointTexts): (readonly [name: string, content: string])[] {
  const keys = Object.keys(TEXT_FILES) as TextFile[];
  return keys.flatMap((key) => (texts[key] === undefined ? [] : [[TEXT_FILES[key], texts[key]] as const]));
}
