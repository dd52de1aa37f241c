/** What the user should know beside any result: a line on stderr. */
import { disarm } from './paint.ts';

interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Gives a function that writes one sentence, in the place of the line of progress where there is one. */
export function createNotice(stderr: Screen): (sentence: string) => void {
  return (sentence) => {
    const erase = stderr.isTTY ? '\r\x1b[K' : '';
    stderr.write(`${erase}weir: ${disarm(sentence).replaceAll('\n', ' ')}\n`);
  };
}
