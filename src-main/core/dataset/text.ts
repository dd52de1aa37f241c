/** Text files as chunks and as lines, in bounded memory. */
import { WeirError } from '../../contract/error.ts';
import { explain, openForReading } from '../files/disk.ts';

const CHUNK_BYTES = 2 ** 16;
const LINE_END = 0x0a;

/** A line or quoted record of more bytes is no row of text but a file of another kind. */
export const LONGEST_RECORD = 2 ** 24;

/**
 * The UTF-8 text of a file, chunk by chunk, without a byte order mark. Throws a WeirError: 'missing-file' when it is not there,
 * 'invalid-dataset' when it is not UTF-8.
 */
export async function* readText(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let position = 0;
  const decode = (bytes?: Uint8Array) =>
    decodeStrictly(() => decoder.decode(bytes, { stream: bytes !== undefined }), file, `byte ${position}`);
  for await (const chunk of readBytes(file)) {
    yield decode(chunk);
    position += chunk.length;
  }
  yield decode();
}

/**
 * The lines of a file without their ends, "\n" or "\r\n"; what follows the last end is a line unless it is empty. Throws as `readText` does.
 * Every line is decoded by itself: cut from a longer string, a row that somebody keeps would keep all of that string.
 */
export async function* readLines(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let count = 0;
  const decode = (pieces: readonly Uint8Array[]) => {
    count++;
    const bytes = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
    const text = decodeStrictly(() => decoder.decode(bytes), file, `line ${count}`);
    return text.slice(count === 1 && text.startsWith('\uFEFF') ? 1 : 0, text.endsWith('\r') ? -1 : undefined);
  };
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  for await (const chunk of readBytes(file)) {
    let begin = 0;
    for (let end; (end = chunk.indexOf(LINE_END, begin)) >= 0; begin = end + 1) {
      yield decode([...rest, chunk.subarray(begin, end)]);
      [rest, restBytes] = [[], 0];
    }
    if (begin < chunk.length) rest.push(chunk.subarray(begin));
    restBytes += chunk.length - begin;
    if (restBytes > LONGEST_RECORD) {
      throw new WeirError(
        'invalid-dataset',
        `Dataset '${file}' has more than ${LONGEST_RECORD} bytes on line ${count + 1}.`,
      );
    }
  }
  if (restBytes > 0) yield decode(rest);
}

/** The beginning of a file, to look at: what is not UTF-8 is replaced. */
export async function readHead(file: string): Promise<string> {
  for await (const chunk of readBytes(file))
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(chunk);
  return '';
}

async function* readBytes(file: string): AsyncGenerator<Uint8Array> {
  await using source = await openForReading(file);
  for (let position = 0; ;) {
    const chunk = new Uint8Array(CHUNK_BYTES);
    const { bytesRead } = await source.handle
      .read(chunk, 0, CHUNK_BYTES, position)
      .catch((error: unknown) => {
        throw explain(error, file, 'read');
      });
    if (bytesRead === 0) return;
    yield chunk.subarray(0, bytesRead);
    position += bytesRead;
  }
}

function decodeStrictly(decode: () => string, file: string, place: string): string {
  try {
    return decode();
  } catch (cause) {
    throw new WeirError('invalid-dataset', `Dataset '${file}' is not UTF-8 text (near ${place}).`, {
      hint: 'Save it as UTF-8; spreadsheets also offer UTF-16 and Windows-1252.',
      cause,
    });
  }
}
