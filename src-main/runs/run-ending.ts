/** How a run that is not done has ended. */
import type { WeirError } from '../contract/error.ts';
import type { RunState } from '../contract/library.ts';
import type { RunEnding } from '../library/runs.ts';

/** `closed`: whether this Weir was being closed, which interrupts what runs. */
export function describeEnding(
  { code, message, hint }: WeirError,
  closed: boolean,
): RunEnding & { readonly state: Exclude<RunState, 'queued' | 'running' | 'done'> } {
  if (code === 'cancelled') return { state: closed ? 'interrupted' : 'cancelled' };
  return { state: 'failed', error: { code, message, ...(hint !== undefined && { hint }) } };
}
