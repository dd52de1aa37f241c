/** The weights of a checkpoint, open for reading wherever their files lie. */
import { WeirError } from '../../contract/error.ts';
import { isFloat, toFloat32 } from '../tensor/float.ts';
import { openForReading, type OpenFile, readInto } from '../files/disk.ts';
import { type Metadata, readOpenHeader, type TensorEntry } from '../safetensors/header.ts';
import { looksLikeTorch, readTorchFile, type TensorTable } from '../torch/torch-file.ts';
import { locateWeights, type WeightLocation } from './location.ts';

/** By the name that a file is asked for by; in the Hugging Face cache, a blob's own name tells nothing. */
const SAFETENSORS = /\.safetensors$/i;
const TORCH = /\.(bin|pt|pth)$/i;

/** Reads are positional, so any number of them may be under way at once. */
export class Weights implements AsyncDisposable {
  /** Sorted by name. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  /** Of all files together; of a key that several have, the last one's value. */
  readonly metadata: Metadata;
  /** Absolute, real paths: links are resolved. */
  readonly files: readonly string[];
  readonly #path: string;
  readonly #open: ReadonlyMap<string, OpenFile>;
  readonly #life: AsyncDisposableStack;

  private constructor(
    path: string,
    tensors: ReadonlyMap<string, TensorEntry>,
    metadata: Metadata,
    open: ReadonlyMap<string, OpenFile>,
    life: AsyncDisposableStack,
  ) {
    this.tensors = tensors;
    this.metadata = metadata;
    this.files = [...open.keys()];
    this.#path = path;
    this.#open = open;
    this.#life = life;
  }

  /**
   * Opens a checkpoint's folder, or one file of safetensors or PyTorch, or an index of several, and judges every header.
   * Throws 'missing-file', 'invalid-file' or 'unsupported', with nothing left open.
   */
  static async open(path: string): Promise<Weights> {
    const location = await locateWeights(path);
    await using life = new AsyncDisposableStack();
    const open = new Map<string, OpenFile>();
    const tables = new Map<string, TensorTable>();
    for (const file of location.files) {
      const opened = life.use(await openForReading(file));
      open.set(opened.path, opened);
      const isTorch = TORCH.test(file) || (!SAFETENSORS.test(file) && (await looksLikeTorch(opened)));
      tables.set(file, await (isTorch ? readTorchFile : readOpenHeader)(opened));
    }
    const tensors = gather(location, tables).sort((a, b) => (a.name < b.name ? -1 : 1));
    return new Weights(
      path,
      new Map(tensors.map((tensor) => [tensor.name, tensor])),
      Object.fromEntries([...tables.values()].flatMap(({ metadata }) => Object.entries(metadata))),
      open,
      life.move(),
    );
  }

  /** Throws 'mismatch' where there is no such tensor. */
  entry(name: string): TensorEntry {
    const entry = this.tensors.get(name);
    if (entry === undefined) throw new WeirError('mismatch', `'${this.#path}' has no tensor '${name}'.`);
    return entry;
  }

  /**
   * Bytes `begin` to `end` of a tensor, counted from its first, into the beginning of `into` or into a new array.
   * Throws 'invalid-file' where the file has become shorter since it was opened.
   */
  async readBytes(entry: TensorEntry, begin: number, end: number, into?: Uint8Array): Promise<Uint8Array> {
    const open = this.#open.get(entry.file);
    const size = entry.end - entry.begin;
    const room = into?.length ?? size;
    if (open === undefined || !(0 <= begin && begin <= end && end <= size && end - begin <= room)) {
      throw new WeirError(
        'internal',
        `Bytes ${begin} to ${end} of tensor '${entry.name}' were asked of '${this.#path}' for ${room} bytes of room; ` +
          `it has ${open === undefined ? 0 : size}.`,
      );
    }
    const bytes = (into ?? new Uint8Array(end - begin)).subarray(0, end - begin);
    await readInto(open, entry.begin + begin, bytes);
    return bytes;
  }

  /** All values of a float tensor, row by row. Throws 'unsupported' for integers. */
  async readFloats(name: string): Promise<Float32Array> {
    const entry = this.entry(name);
    const { dtype, begin, end } = entry;
    if (!isFloat(dtype)) {
      throw new WeirError('unsupported', `Tensor '${name}' in '${entry.file}' is ${dtype}; expected floats.`);
    }
    return toFloat32(await this.readBytes(entry, 0, end - begin), dtype);
  }

  async close(): Promise<void> {
    await this.#life.disposeAsync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** All tensors of a single file; of shards, those that the index names. */
function gather({ files, index }: WeightLocation, tables: ReadonlyMap<string, TensorTable>): TensorEntry[] {
  if (index === undefined) return files.flatMap((file) => [...tables.get(file)!.tensors.values()]);
  return Array.from(index.places, ([name, file]) => {
    const entry = tables.get(file)!.tensors.get(name);
    if (entry === undefined) {
      throw new WeirError(
        'invalid-file',
        `'${index.file}' places '${name}' in '${file}', which has no such tensor.`,
      );
    }
    return entry;
  });
}
