/** Safetensors files written as a stream: under a temporary name until the last byte is on the disk. */
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { WeirError } from '../../contract/error.ts';
import { BYTES } from '../tensor/dtype.ts';
import { countElements } from '../tensor/shape.ts';
import { explain, LARGEST_TRANSFER } from '../files/disk.ts';
import { namePartial, removeAbandoned } from '../files/partial.ts';
import { beginUnfinished } from '../files/unfinished.ts';
import {
  type Metadata,
  METADATA_KEY,
  parseHeader,
  PREFIX_BYTES,
  type TensorEntry,
  type TensorSpec,
} from './header.ts';

/**
 * Writes one file beside its final name (`….partial`, a name of this writer alone) and gives it that name in `finish`.
 * Whatever fails removes the partial file; so does leaving the scope of `await using` unfinished.
 */
export class SafetensorsWriter implements AsyncDisposable {
  /** Where every tensor will lie. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly #path: string;
  readonly #partial: string;
  readonly #handle: FileHandle;
  readonly #unfinished: Disposable;
  readonly #size: number;
  #written = 0;
  #ended = false;

  private constructor(
    path: string,
    partial: string,
    handle: FileHandle,
    size: number,
    tensors: ReadonlyMap<string, TensorEntry>,
  ) {
    this.tensors = tensors;
    this.#path = path;
    this.#partial = partial;
    this.#unfinished = beginUnfinished(partial);
    this.#handle = handle;
    this.#size = size;
  }

  /**
   * Begins a file whose tensors are `specs`, in this order. Equal arguments give equal bytes. Throws what the reader
   * would say about such a header, before anything is written.
   */
  static async create(
    path: string,
    specs: readonly TensorSpec[],
    metadata: Metadata = {},
  ): Promise<SafetensorsWriter> {
    const target = resolve(path);
    const { header, size } = layOut(specs, metadata);
    const { tensors } = parseHeader(header.subarray(PREFIX_BYTES), size, target);
    await removeAbandoned(target);
    const partial = namePartial(target);
    const handle = await open(partial, 'w').catch((error: unknown) => {
      throw explain(error, target, 'written');
    });
    const writer = new SafetensorsWriter(target, partial, handle, size, tensors);
    await writer.write(header);
    return writer;
  }

  /** Appends the next bytes of the tensors, in chunks of any size. Throws 'no-space' where the disk is full. */
  async write(chunk: Uint8Array): Promise<void> {
    const begin = this.#written;
    this.#written += chunk.length;
    await this.#attempt(async () => {
      if (this.#written > this.#size) throw this.#miscount();
      let done = 0;
      while (done < chunk.length) {
        const length = Math.min(chunk.length - done, LARGEST_TRANSFER);
        done += (await this.#handle.write(chunk, done, length, begin + done)).bytesWritten;
      }
    });
  }

  /** Gives the file its name, once every byte that the header promises is on the disk. Replaces what was there. */
  async finish(): Promise<void> {
    await this.#attempt(async () => {
      if (this.#written !== this.#size) throw this.#miscount();
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#partial, this.#path);
      this.#ended = true;
      this.#unfinished[Symbol.dispose]();
    });
  }

  /** Removes what was written so far; does nothing after `finish`. */
  async abort(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    try {
      await this.#handle.close();
    } finally {
      await rm(this.#partial, { force: true });
      this.#unfinished[Symbol.dispose]();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.abort();
  }

  async #attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      // The first failure is the one to tell.
      await this.abort().catch(() => undefined);
      throw explain(error, this.#path, 'written');
    }
  }

  #miscount(): WeirError {
    return new WeirError(
      'internal',
      `'${this.#path}' was given ${this.#written} bytes; its header needs ${this.#size}.`,
    );
  }
}

/** Writes a file whose tensors are in memory. */
export async function writeSafetensors(
  path: string,
  tensors: readonly (TensorSpec & { readonly bytes: Uint8Array })[],
  metadata: Metadata = {},
): Promise<void> {
  await using writer = await SafetensorsWriter.create(path, tensors, metadata);
  for (const { name, bytes } of tensors) {
    const { begin, end } = writer.tensors.get(name)!;
    if (bytes.length !== end - begin) {
      throw new WeirError(
        'internal',
        `Tensor '${name}' for '${path}' has ${bytes.length} bytes; expected ${end - begin}.`,
      );
    }
    await writer.write(bytes);
  }
  await writer.finish();
}

/** Length and JSON, padded with spaces so that the data begin on a multiple of eight, as the reference does. */
function layOut(specs: readonly TensorSpec[], metadata: Metadata): { header: Uint8Array; size: number } {
  let end = 0;
  // Joined by hand: an object would put a tensor named '0' before all others, and lose one named '__proto__'.
  const fields = specs.map(({ name, dtype, shape }) => {
    const begin = end;
    end = countElements(shape) * BYTES[dtype] + begin;
    return `${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, end] })}`;
  });
  if (Object.keys(metadata).length > 0) fields.unshift(`"${METADATA_KEY}":${JSON.stringify(metadata)}`);
  const json = Buffer.from(`{${fields.join(',')}}`);
  const padded = Math.ceil(json.length / 8) * 8;
  const header = Buffer.alloc(PREFIX_BYTES + padded, ' ');
  header.writeBigUInt64LE(BigInt(padded));
  header.set(json, PREFIX_BYTES);
  return { header, size: header.length + end };
}
