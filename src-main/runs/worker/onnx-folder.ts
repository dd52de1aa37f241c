/** A checkpoint as a folder for ONNX Runtime: its graph, its weights in one file, its configuration and tokenizer. */
import { copyFile, link, mkdir, open, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Control } from '../../contract/progress.ts';
import { VERSION } from '../../contract/version.ts';
import { buildExport } from '../../core/export/export-graph.ts';
import { layOutWeights, type PlacedWeight } from '../../core/export/weight-layout.ts';
import { listFiles } from '../../core/files/checkpoint-texts.ts';
import { explain } from '../../core/files/disk.ts';
import { encodeOnnx } from '../../core/graph/onnx.ts';
import type { Classifier } from '../../core/task/classifier.ts';
import type { Weights } from '../../core/weights/weights.ts';

/** Names that Hugging Face's Optimum looks for. */
export const ONNX_FOLDER = 'onnx';
export const MODEL_FILE = 'model.onnx';
const WEIGHTS_FILE = `${MODEL_FILE}_data`;

/** Weights are copied so many bytes at a time: the table of words may have a gigabyte. */
const PIECE = 2 ** 24;

export interface OnnxFolder {
  /** A folder to make. */
  readonly folder: string;
  readonly checkpoint: Classifier;
  /** What the file says of where it comes from. */
  readonly metadata: Readonly<Record<string, string>>;
  /** What progress calls this. */
  readonly title: string;
}

/** The same checkpoint gives the same bytes. Gives back the path of the model. Throws 'no-space' where the disk is full. */
export async function writeOnnxFolder(
  { folder, checkpoint, metadata, title }: OnnxFolder,
  control: Control = {},
): Promise<string> {
  const { weights, texts } = checkpoint;
  const graph = buildExport(checkpoint);
  const layout = layOutWeights(graph, WEIGHTS_FILE, (name) => {
    const { begin, end } = weights.entry(name);
    return end - begin;
  });
  const file = join(folder, MODEL_FILE);
  const bytes = encodeOnnx(graph, layout.locate, { version: VERSION, metadata });
  await written(folder, mkdir(folder));
  for (const [name] of listFiles(texts)) {
    const [from, to] = [join(checkpoint.folder, name), join(folder, name)];
    await written(
      to,
      link(from, to).catch(() => copyFile(from, to)),
    );
  }
  await writeWeights(join(folder, WEIGHTS_FILE), weights, layout.weights, (done) => {
    control.signal?.throwIfAborted();
    control.report?.({ phase: title, done, total: layout.size, unit: 'bytes' });
  });
  await written(file, writeFile(file, bytes));
  return file;
}

async function writeWeights(
  file: string,
  from: Weights,
  places: readonly PlacedWeight[],
  tell: (done: number) => void,
): Promise<void> {
  const handle = await written(file, open(file, 'wx'));
  try {
    for (const { name, offset, length } of places) {
      const entry = from.entry(name);
      for (let begin = 0; begin < length; begin += PIECE) {
        const piece = await from.readBytes(entry, begin, Math.min(begin + PIECE, length));
        await written(file, writeAt(handle, piece, offset + begin));
        tell(offset + begin + piece.length);
      }
    }
    await written(file, handle.sync());
  } finally {
    await handle.close();
  }
}

/** What lies between two weights and is never written reads as zeros. */
async function writeAt(handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  let done = 0;
  while (done < bytes.length)
    done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
}

function written<T>(path: string, writing: Promise<T>): Promise<T> {
  return writing.catch((error: unknown) => {
    throw explain(error, path, 'written');
  });
}
