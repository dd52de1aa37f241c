/** What ONNX Runtime throws, told in a sentence. */
import { WeirError } from '../contract/error.ts';

/** The first line, without the place in ONNX Runtime's own code that it begins with, and without its full stop. */
export function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.replace(/^.*was false\. /, '').replace(/\.$/, '');
}

/** Throws 'no-device' with the device's name for whatever the runtime throws; `doing` is what it was asked to do. */
export async function explainFailure<T>(device: string, doing: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new WeirError('no-device', `Device '${device}' cannot ${doing}: ${firstLine(cause)}.`, { cause });
  }
}
