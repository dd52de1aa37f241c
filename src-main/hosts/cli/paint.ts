/** Bold and dim, where what is written to is a terminal that wants it. */
import { styleText } from 'node:util';

export type Paint = (style: 'bold' | 'dim', text: string) => string;

/** `styleText` asks the stream whether it is a terminal, and the environment for NO_COLOR. */
export function createPaint(stream: NodeJS.WritableStream): Paint {
  return (style, text) => styleText(style, text, { stream });
}

/** Text from files may hold what terminals obey: of that, only line breaks and our own styles pass. */
export function disarm(text: string): string {
  return text.replace(/(?!\n)\p{Cc}(\[\d+m)?/gu, (found, style?: string) =>
    style !== undefined && found.startsWith('\x1b') ? found : '�',
  );
}
