/** Takes the mask Fisher of a checkpoint on a dataset: found in the library or computed, and written where it was asked for. */
import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WeirError } from '../../contract/error.ts';
import type { Control } from '../../contract/progress.ts';
import type { FisherRecord } from '../../contract/records.ts';
import type { Surroundings, WorkInput } from '../../contract/work.ts';
import { openCheckpoint } from '../../core/encoder/checkpoint.ts';
import { requireClassifier } from '../../core/task/classifier.ts';
import { explain } from '../../core/files/disk.ts';
import { readFisher, writeFisher } from '../../core/fisher/fisher-file.ts';
import { chooseRuntime } from '../../engine/devices.ts';
import { describeFisher, obtainFisher } from './fisher-cache.ts';
import { createHasher } from './known-hashes.ts';
import { GRADIENT_TOKENS, shareTokens } from './token-budget.ts';

/** The record names the library's file where there is a library, else `out`. */
export async function runFisher(
  input: WorkInput<'fisher'>,
  control: Control = {},
  { library, known, share, threads }: Surroundings = {},
): Promise<FisherRecord> {
  const began = performance.now();
  const { dataset, settings, out } = input;
  if (out === undefined && !library) {
    throw new WeirError('invalid-input', 'Without a library, a Fisher needs a file to be written to.');
  }
  if (out !== undefined) await requirePlace(out);
  await using checkpoint = await openCheckpoint(input.checkpoint);
  const classifier = requireClassifier(checkpoint);
  const hasher = createHasher(known, control);
  const task = {
    checkpoint: classifier,
    dataset,
    settings,
    title: 'Fisher',
    checkpointHash: await hasher.hashFiles(checkpoint.weights.files),
    datasetHash: await hasher.hashFile(dataset.file),
    tokenBudget: shareTokens(GRADIENT_TOKENS, share),
  };
  const found = await obtainFisher(task, library, () => chooseRuntime(input.device, threads), control);
  if (out !== undefined) await writeFisher(out, found.fisher);
  return await describeFisher(task, found, (found.file ?? out)!, (performance.now() - began) / 1000);
}

/** Throws where the Fisher could not be written once it is computed: no such folder, or something else in its place. */
async function requirePlace(file: string): Promise<void> {
  if (!file.endsWith('.safetensors')) {
    throw new WeirError('invalid-input', `A Fisher is written as safetensors; '${file}' does not end so.`);
  }
  const folder = dirname(file);
  await access(folder, constants.W_OK).catch((error: unknown) => {
    throw explain(error, folder, 'written');
  });
  if (!(await stat(file).catch(() => undefined))) return;
  await readFisher(file).catch((cause: unknown) => {
    throw new WeirError('invalid-input', `'${file}' is there already and is no Fisher file.`, {
      hint: 'Choose another name.',
      cause,
    });
  });
}
