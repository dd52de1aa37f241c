/** Adapters spelled for a test: those that PEFT wrote, and changed copies of them. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { openAdapter } from '../../../src-main/core/lora/adapter.ts';
import { writeFolded } from '../../../src-main/core/lora/fold.ts';
import { planFold } from '../../../src-main/core/lora/fold-plan.ts';
import { writeSafetensors } from '../../../src-main/core/safetensors/writer.ts';
import { fromFloat32, type FloatDType } from '../../../src-main/core/tensor/float.ts';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { temporaryFolder } from '../../temporary.ts';

/** The folder that PEFT's fixtures lie in. */
export const LORA = fileURLToPath(new URL('../../fixtures/lora', import.meta.url));

/** Folds an adapter into a base in a folder of its own, and gives that. */
export async function fold(adapterFolder: string, baseFolder: string, ownConfig?: string): Promise<string> {
  await using adapter = await openAdapter(adapterFolder);
  await using base = await openCheckpoint(baseFolder);
  const plan = planFold(base, adapter, { baseName: 'org/base', ownConfig });
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'config.json'), plan.config);
  const file = join(folder, 'model.safetensors');
  await writeFolded({ plan, base, adapter, file, metadata: {}, title: 'it' });
  return folder;
}

/** A tensor as a test writes it. */
export interface Spelled {
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly dtype?: FloatDType;
}

export interface AdapterChanges {
  /** Keys of adapter_config.json; undefined takes one away. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Gives all of the tensors, by name. */
  readonly tensors?: (tensors: Map<string, Spelled>) => void;
}

/** A copy of one of PEFT's adapters, changed. */
export async function changeAdapter(name: string, { config, tensors }: AdapterChanges): Promise<string> {
  const folder = join(await temporaryFolder(), name);
  await cp(join(LORA, name), folder, { recursive: true });
  const file = join(folder, 'adapter_config.json');
  const said = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  await writeFile(file, JSON.stringify({ ...said, ...config }));
  if (tensors) {
    const all = await readTensors(join(folder, 'adapter_model.safetensors'));
    tensors(all);
    await writeTensors(join(folder, 'adapter_model.safetensors'), all);
  }
  return folder;
}

export async function readTensors(path: string): Promise<Map<string, Spelled>> {
  await using weights = await Weights.open(path);
  const all = new Map<string, Spelled>();
  for (const { name, shape, dtype } of weights.tensors.values())
    all.set(name, { shape, values: await weights.readFloats(name), dtype: dtype as FloatDType });
  return all;
}

export async function writeTensors(file: string, tensors: ReadonlyMap<string, Spelled>): Promise<void> {
  await writeSafetensors(
    file,
    [...tensors].map(([name, { shape, values, dtype = 'F32' }]) => ({
      ...{ name, shape, dtype },
      bytes: fromFloat32(values, dtype),
    })),
  );
}
