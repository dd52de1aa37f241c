/** The sentence for an adapter that was taken for a checkpoint: what it is, and how it becomes one. */
import { asWeirError, WeirError } from '../../contract/error.ts';
import { readAdapterConfig } from './adapter.ts';

/** Undefined where the folder holds no adapter. */
export async function explainAdapter(folder: string): Promise<WeirError | undefined> {
  try {
    const { base, task, r } = await readAdapterConfig(folder);
    const of = base === undefined ? '' : ` of '${base}'`;
    const what = `a LoRA adapter${of}${task === undefined ? '' : ` for ${task}`}, of rank ${r}`;
    return new WeirError(
      'unsupported',
      `'${folder}' is ${what}, and becomes a checkpoint when it is imported.`,
      {
        hint: `Say weir library import ${folder}${base === undefined ? ' --base CHECKPOINT' : ', with --base CHECKPOINT where its base is not in the library'}.`,
      },
    );
  } catch (error) {
    const failure = asWeirError(error);
    return failure.code === 'missing-file' ? undefined : failure;
  }
}
