/** A LoRA adapter as a checkpoint of the library: folded into its base, and kept as a copy, since it lies nowhere else. */
import { copyFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WeirError } from '../../contract/error.ts';
import type { Control } from '../../contract/progress.ts';
import { VERSION } from '../../contract/version.ts';
import type { ImportedCheckpoint, Surroundings } from '../../contract/work.ts';
import { openCheckpoint, type Checkpoint } from '../../core/encoder/checkpoint.ts';
import { TEXT_FILES } from '../../core/files/checkpoint-texts.ts';
import { explain, readTextFile } from '../../core/files/disk.ts';
import { LARGEST_JSON } from '../../core/files/json.ts';
import { openAdapter, type Adapter } from '../../core/lora/adapter.ts';
import { writeFolded } from '../../core/lora/fold.ts';
import { planFold, type FoldPlan } from '../../core/lora/fold-plan.ts';
import { formatAdapterCard } from '../../core/lora/model-card.ts';
import { BYTES } from '../../core/tensor/dtype.ts';
import { countElements } from '../../core/tensor/shape.ts';
import { findAdapterBase, type BaseWish } from './adapter-base.ts';
import { importLinked, nameCheckpoint, settle } from './import-checkpoint.ts';
import type { Hasher } from './known-hashes.ts';

/** Files of a tokenizer, and those of them that hold its words. */
const OF_A_TOKENIZER =
  /^(tokenizer.*\.json|special_tokens_map\.json|added_tokens\.json|vocab\.(txt|json)|merges\.txt|.*\.model)$/;
const WORDS = /^(tokenizer\.json|vocab\.(txt|json)|.*\.model)$/;

/** `known` is absent where a path is only looked at, which makes nothing. */
export async function importAdapter(
  folder: string,
  { base: wanted, known }: { readonly [K in keyof BaseWish]: BaseWish[K] | undefined },
  library: Surroundings['library'],
  hasher: Hasher,
  control: Control,
): Promise<ImportedCheckpoint> {
  if (library === undefined || known === undefined) {
    throw new WeirError(
      'unsupported',
      `'${folder}' is a LoRA adapter, not a checkpoint; import it into a library to have it folded into its base.`,
    );
  }
  await using adapter = await openAdapter(folder);
  const found = await findAdapterBase(folder, adapter.config.base, { base: wanted, known });
  await using base = await openCheckpoint(found.folder);
  const ownConfig = await readOwnConfig(folder);
  const plan = planFold(base, adapter, { baseName: found.name, ownConfig });
  const hashes = {
    base: await hasher.hashFiles(base.weights.files),
    adapter: await hasher.hashFiles(adapter.weights.files),
  };
  const name = await nameCheckpoint(folder);
  const newcomer = {
    title: `'${folder}', folded into its base,`,
    bytes: plan.tensors.reduce((sum, { shape, dtype }) => sum + countElements(shape) * BYTES[dtype], 0),
    hint: 'Free some space.',
  };
  const home = await settle(library, newcomer, hasher, async (partial) => {
    await writeFolder(partial, { plan, base, adapter, hashes, title: name, baseName: found.name }, control);
    return (await importLinked(partial, hasher)).hash;
  });
  return { ...(await importLinked(home, hasher)), name, storage: 'copied', baseHash: hashes.base };
}

interface FolderParts {
  readonly plan: FoldPlan;
  readonly base: Checkpoint;
  readonly adapter: Adapter;
  readonly hashes: { readonly base: string; readonly adapter: string };
  readonly title: string;
  readonly baseName: string;
}

async function writeFolder(folder: string, parts: FolderParts, control: Control): Promise<void> {
  const { plan, base, adapter, hashes, title, baseName } = parts;
  const metadata = { format: 'pt', 'weir.base': hashes.base, 'weir.adapter': hashes.adapter };
  const file = join(folder, 'model.safetensors');
  await writeFolded({ plan, base, adapter, file, metadata, title }, control);
  await writeFile(join(folder, TEXT_FILES.config), plan.config);
  const card = { title, base: baseName, adapter: adapter.folder, hashes, version: VERSION };
  await writeFile(join(folder, 'README.md'), formatAdapterCard(card));
  await copyTokenizer([adapter.folder, base.folder], folder);
}

/** Whole from the first folder that holds a tokenizer's words: parts of two would not fit together. */
async function copyTokenizer(from: readonly string[], to: string): Promise<void> {
  for (const folder of from) {
    const names = (await readdir(folder)).filter((name) => OF_A_TOKENIZER.test(name));
    if (!names.some((name) => WORDS.test(name))) continue;
    for (const name of names) await copyFile(join(folder, name), join(to, name));
    return;
  }
}

async function readOwnConfig(folder: string): Promise<string | undefined> {
  const file = join(folder, TEXT_FILES.config);
  try {
    return await readTextFile(file, LARGEST_JSON);
  } catch (error) {
    if (error instanceof WeirError && error.code === 'missing-file') return undefined;
    throw explain(error, file, 'read');
  }
}
