/** A library with the sample and one merge of it, made by the application itself. */
import { createLocalApp } from '../../src-main/app/local-app.ts';

const MODELS = ['reviews', 'headlines', 'answers', 'sentences'];

const RECIPE = JSON.stringify({
  method: 'fisher-mask',
  settings: { scheme: 'aligned', samples: 512, normalize: 'mean', scale: 1.5 },
  base: 'base',
  models: MODELS.map((name) => ({
    checkpoint: name,
    task: name,
    dataset: { file: `${name}-train` },
    evaluate: { file: `${name}-dev` },
  })),
});

/** Where the run and the merge are to be seen. */
export interface SampleLibrary {
  readonly run: number;
  readonly merge: number;
}

export async function makeSampleLibrary(folder: string): Promise<SampleLibrary> {
  const app = createLocalApp({ folder, notify: console.error });
  try {
    await app.call('sample.import', {});
    await app.call('merge', { recipe: 'all four', text: RECIPE, name: 'all four', device: 'cpu' });
    const [merge] = (await app.call('library.list', { kind: 'merge' })).rows;
    if (merge?.kind !== 'merge') throw new Error('The merge is not in the library.');
    return { run: merge.runId, merge: merge.id };
  } finally {
    await app.close();
  }
}
