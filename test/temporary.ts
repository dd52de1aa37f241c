/** A folder for one test. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Makes an empty folder (its real, absolute path) that is removed when the test that asked for it ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'weir-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
