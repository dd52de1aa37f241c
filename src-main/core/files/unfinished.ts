/** What is being written and has not got its final name yet, so that it can be taken away when this program must end at once. */
import { rmSync } from 'node:fs';

const unfinished = new Set<string>();
let tell: (paths: readonly string[]) => void = () => undefined;

/** Has `listener` told what is unfinished, now and at every change: a program that is killed cannot clear up after itself. */
export function watchUnfinished(listener: (paths: readonly string[]) => void): void {
  tell = listener;
  tell([...unfinished]);
}

/** Remembers a file or folder as unfinished until the returned value is disposed of. */
export function beginUnfinished(path: string): Disposable {
  unfinished.add(path);
  tell([...unfinished]);
  return {
    [Symbol.dispose]: () => {
      if (unfinished.delete(path)) tell([...unfinished]);
    },
  };
}

/** Removes all of it, at once; what cannot be removed stays. */
export function removeUnfinished(): void {
  for (const path of unfinished) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // Whoever writes there next removes what was left.
    }
  }
}
