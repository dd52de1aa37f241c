/** What is being written and has not got its final name yet, so that a program that must end at once can take it away. */
import { rmSync } from 'node:fs';

const unfinished = new Set<string>();

/** Remembers a file or folder as unfinished until the returned value is disposed of. */
export function beginUnfinished(path: string): Disposable {
  unfinished.add(path);
  return { [Symbol.dispose]: () => void unfinished.delete(path) };
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
