/** Protocol Buffers on the wire: the fields of a message, whose meaning the reader has to know. */
import { WeirError } from '../../../contract/error.ts';

/** One field: a whole number (wire type 0), eight or four bytes (1, 5), or bytes of their own length (2). */
export interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/** More bytes a whole number never takes. */
const LONGEST_VARINT = 10;

/** The fields in their order; `title` begins the error's sentence. Throws 'invalid-file' where the bytes are no message. */
export function* readFields(bytes: Uint8Array, title: string): Generator<Field> {
  let at = 0;
  const fail = (what: string): never => {
    throw new WeirError('invalid-file', `${title} is damaged at byte ${at}: ${what}.`);
  };
  const readNumber = (): number => {
    let value = 0;
    for (let length = 0; length < LONGEST_VARINT; length++) {
      const byte = bytes[at++] ?? fail('a number is not finished');
      value += (byte & 127) * 2 ** (7 * length);
      if (byte < 128) return value;
    }
    return fail('a number is too long');
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) fail(`${length} bytes are announced, ${bytes.length - at} are left`);
    return bytes.subarray(at, (at += length));
  };
  while (at < bytes.length) {
    const key = readNumber();
    const [number, type] = [Math.floor(key / 8), key % 8];
    if (number === 0) fail('a field has the number 0');
    if (type === 0) yield { number, value: readNumber() };
    else if (type === 1) yield { number, value: take(8) };
    else if (type === 2) yield { number, value: take(readNumber()) };
    else if (type === 5) yield { number, value: take(4) };
    else fail(`a field has the wire type ${type}`);
  }
}
