/** The bench of hashing, on a small file: that it measures, and leaves nothing. */
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { benchHash } from '../../../src-main/runs/worker/bench-hash.ts';
import { temporaryFolder } from '../../temporary.ts';

it('measures a hash beside plain SHA-256, and removes its file', async () => {
  const folder = await temporaryFolder();
  const measured = await benchHash(folder, {}, 2 ** 22);
  for (const figure of Object.values(measured)) expect(figure).toBeGreaterThan(0);
  expect(measured.bytes).toBe(2 ** 22);
  expect(readdirSync(folder)).toEqual([]);
});
