/** The folder of one task in a merge's own, which is a checkpoint by itself. */
import type { LibraryMerge } from '../../../src-main/contract/library.ts';

export function taskFolder({ folder }: LibraryMerge, task: string): string {
  return `${folder}${folder.includes('\\') ? '\\' : '/'}${task}`;
}
