/** Opens every file that it is given, and says what came of it, how much of the processor's time it took, and what memory at most. */
import { readFileSync } from 'node:fs';
import { Weights } from '../../../../src-main/core/weights/weights.ts';

export interface Report {
  /** By the file: the error's code and sentence; null where it was accepted. */
  readonly opened: Readonly<Record<string, { code: string; message: string; seconds: number } | null>>;
  /** Bytes of resident memory above what the program needs for a harmless file. */
  readonly grown: number;
}

const [harmless, ...files] = process.argv.slice(2);
/** Linux hands a parent's maxRSS on to its children, but not its high-water mark. */
function peak(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) * 1024;
}

await (await Weights.open(harmless!)).close();
const before = peak();
const opened: Record<string, Report['opened'][string]> = {};
for (const file of files) {
  const begin = process.cpuUsage();
  try {
    await (await Weights.open(file)).close();
    opened[file] = null;
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    const { user, system } = process.cpuUsage(begin);
    opened[file] = { code, message, seconds: (user + system) / 1e6 };
  }
  // What one file left behind is not what the next one needs.
  globalThis.gc?.();
}
process.stdout.write(JSON.stringify({ opened, grown: peak() - before } satisfies Report));
