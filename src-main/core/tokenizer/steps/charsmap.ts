/** SentencePiece's precompiled map of characters: what nmt_nfkc and its like write for the beginnings of a text. */
import { WeirError } from '../../../contract/error.ts';

/** The longest cluster of characters, in bytes, that is looked up as one (tokenizers/src/normalizers/precompiled.rs). */
const LONGEST_CLUSTER = 5;

/** Clusters are of few kinds; more are not worth their place. */
const MOST_CLUSTERS = 50_000;

/**
 * Reads a map: the size of a double array (u32), the array (u32 units of darts-clone), and the texts that its values point into, each
 * ended by a zero (sentencepiece/src/normalizer.cc). Gives back what writes texts as Hugging Face's Rust tokenizers does, which looks at
 * whole grapheme clusters first and, where one is found, lets the rest of the cluster go. Throws 'invalid-file' where the sizes are wrong.
 */
export function createCharsmap(bytes: Uint8Array): (text: string) => string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = bytes.length < 4 ? NaN : view.getUint32(0, true);
  if (!(size % 4 === 0 && size >= 4 && size + 4 <= bytes.length)) {
    throw new WeirError(
      'invalid-file',
      `The tokenizer's precompiled charsmap has ${bytes.length} bytes, which are no map.`,
    );
  }
  const units = Uint32Array.from({ length: size / 4 }, (_, index) => view.getUint32(4 + 4 * index, true));
  const texts = bytes.subarray(4 + size);
  /** What is written for the shortest beginning that the map has; undefined where it has none. */
  const find = (part: string) => readText(texts, walk(units, encoder.encode(part)));
  const write = (cluster: string): string => {
    const whole = encoder.encode(cluster).length <= LONGEST_CLUSTER ? find(cluster) : undefined;
    return whole ?? Array.from(cluster, (character) => find(character) ?? character).join('');
  };
  const known = new Map<string, string>();
  const rewrite = (cluster: string): string => {
    let written = known.get(cluster);
    if (written === undefined) {
      written = write(cluster);
      if (known.size >= MOST_CLUSTERS) known.clear();
      known.set(cluster, written);
    }
    return written;
  };
  return (text) =>
    text.replace(RUNS, (run) => {
      if (run.charCodeAt(0) < 128 && !WIDE.test(run)) return run.replace(/\r\n|[^]/g, rewrite);
      return Array.from(clusters.segment(run), ({ segment }) => rewrite(segment)).join('');
    });
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Clusters take time to find. ASCII, but for what stands beside other characters, has none. */
const RUNS = /[\0-\x7f]+(?=[\0-\x7f]|$)|(?:[\0-\x7f]?[^\0-\x7f]+)+[\0-\x7f]?/g;
const WIDE = /[^\0-\x7f]/;

/** The value of the shortest beginning of a key; undefined without any. A unit: label, offset, and whether a value ends there. */
function walk(units: Uint32Array, key: Uint8Array): number | undefined {
  let at = offsetOf(units[0]!);
  for (const byte of key) {
    if (byte === 0) return undefined;
    at ^= byte;
    const unit = units[at];
    if (unit === undefined || (unit & 0x800000ff) !== byte) return undefined;
    at ^= offsetOf(unit);
    if (((unit >>> 8) & 1) === 1) return (units[at] ?? 0) & 0x7fffffff;
  }
  return undefined;
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 512) >>> 6);
}

function readText(texts: Uint8Array, begin: number | undefined): string | undefined {
  if (begin === undefined) return undefined;
  const end = texts.indexOf(0, begin);
  return decoder.decode(texts.subarray(begin, end < 0 ? texts.length : end));
}
