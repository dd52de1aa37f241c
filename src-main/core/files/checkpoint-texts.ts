/** The small files of a checkpoint's folder: its configuration and its tokenizer. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { WeirError } from '../../contract/error.ts';
import { readSmallFile } from './disk.ts';

/** The files of text, in the order in which they are copied beside a merged encoder. */
export const TEXT_FILES = {
  config: 'config.json',
  tokenizerConfig: 'tokenizer_config.json',
  tokenizerJson: 'tokenizer.json',
  specialTokensMap: 'special_tokens_map.json',
  addedTokens: 'added_tokens.json',
  vocabTxt: 'vocab.txt',
  vocabJson: 'vocab.json',
  mergesTxt: 'merges.txt',
} as const;

/** The names that a SentencePiece model goes by; the first that is there is the checkpoint's. */
const SENTENCE_PIECE_FILES = ['spiece.model', 'sentencepiece.bpe.model', 'spm.model', 'tokenizer.model'];

export type TextFile = keyof typeof TEXT_FILES;
export type CheckpointTexts = Readonly<Partial<Record<TextFile, string>>> & {
  readonly config: string;
  readonly sentencePiece?: { readonly name: string; readonly bytes: Uint8Array };
};

/** The largest tokenizer.json of a multilingual model has some 20 MB. */
const LARGEST = 256 * 2 ** 20;

/** Throws 'missing-file' where the folder or its config.json is not there; the other files may be absent. */
export async function readCheckpointTexts(folder: string): Promise<CheckpointTexts> {
  const texts = await Promise.all(
    Object.entries(TEXT_FILES).map(
      async ([key, name]) => [key, (await readFile(join(folder, name)))?.toString()] as const,
    ),
  );
  const found = Object.fromEntries(
    texts.filter(([, text]) => text !== undefined),
  ) as Partial<CheckpointTexts>;
  if (found.config === undefined) {
    const reason = (await isFolder(folder)) ? 'it holds no config.json' : 'there is no such folder';
    throw new WeirError('missing-file', `'${folder}' is not a checkpoint: ${reason}.`);
  }
  const sentencePiece = await readSentencePiece(folder);
  return { ...found, config: found.config, ...(sentencePiece && { sentencePiece }) };
}

/** Every file that was read, by its name, with its content. */
export function listFiles(texts: CheckpointTexts): (readonly [name: string, content: string | Uint8Array])[] {
  const keys = Object.keys(TEXT_FILES) as TextFile[];
  const { sentencePiece } = texts;
  return [
    ...keys.flatMap((key) => (texts[key] === undefined ? [] : [[TEXT_FILES[key], texts[key]] as const])),
    ...(sentencePiece ? [[sentencePiece.name, sentencePiece.bytes] as const] : []),
  ];
}

async function readSentencePiece(folder: string): Promise<CheckpointTexts['sentencePiece']> {
  for (const name of SENTENCE_PIECE_FILES) {
    const bytes = await readFile(join(folder, name));
    if (bytes) return { name, bytes };
  }
  return undefined;
}

async function readFile(path: string): Promise<Buffer | undefined> {
  try {
    return await readSmallFile(path, LARGEST);
  } catch (error) {
    if (error instanceof WeirError && error.code === 'missing-file') return undefined;
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  const about = await stat(path).catch(() => undefined);
  return about?.isDirectory() === true;
}
