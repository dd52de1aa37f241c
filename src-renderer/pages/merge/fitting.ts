/** Whether a checkpoint can be merged with another, told from what the library knows of both; why not, in one sentence. */
import type { LibraryCheckpoint } from '../../../src-main/contract/library.ts';
import { FITTING } from '../../strings/merge.ts';

/** What must be equal, what explains most first. */
const EQUAL = ['family', 'layers', 'heads', 'hidden', 'neurons', 'vocabulary'] as const;

/** Undefined where nothing stands in its way. `first`: the one that it is to be merged with. */
export function whyUnfit(
  checkpoint: LibraryCheckpoint,
  first: LibraryCheckpoint | undefined,
): string | undefined {
  if (checkpoint.problem === null) return FITTING.noHead(checkpoint.name);
  if (checkpoint.presence === 'missing') return FITTING.missing(checkpoint.name);
  if (first === undefined || first.id === checkpoint.id) return undefined;
  const key = EQUAL.find((one) => checkpoint[one] !== first[one]);
  return key === undefined ? undefined : FITTING[key](checkpoint.name, checkpoint[key], first[key]);
}
