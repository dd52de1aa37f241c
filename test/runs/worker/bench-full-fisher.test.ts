/** The bench of the full Fisher, on a tiny checkpoint: that it measures both on as many rows. */
import { expect, it } from 'vitest';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { requireClassifier } from '../../../src-main/core/task/classifier.ts';
import { createRuntime } from '../../../src-main/engine/devices.ts';
import { compareFishers } from '../../../src-main/runs/worker/bench-full-fisher.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

it('measures the full Fisher beside the mask Fisher', async () => {
  await using checkpoint = await openCheckpoint(await writeTinyCheckpoint(await temporaryFolder()));
  const seen: number[] = [];
  const control = { report: ({ done }: { readonly done: number }) => seen.push(done) };
  const measured = await compareFishers(requireClassifier(checkpoint), createRuntime('cpu'), control);
  expect(measured).toMatchObject({ rows: 16, tokensPerRow: 64 });
  expect(measured.ratio).toBe(measured.seconds / measured.maskSeconds);
  expect(measured.peakBytes).toBeGreaterThan(1e6);
  expect(seen).toEqual([1, 2, 3]);
});
