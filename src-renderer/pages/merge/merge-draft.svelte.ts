/** The merge that is being thought of: its recipe, as the controls have it and as text; it stays when one leaves the page. */
import type { LibraryCheckpoint, LibraryDataset } from '../../../src-main/contract/library.ts';
import { call } from '../../bridge/bridge.ts';
import { checkedCheckpoints } from '../../state/selection.svelte.ts';
import { whyUnfit } from './fitting.ts';
import { findDataset } from './pairing.ts';
import {
  changeModel,
  listRelative,
  nameTask,
  orderRecipe,
  rootPaths,
  type MethodName,
  type ModelDraft,
  type RecipeDraft,
  type SettingValues,
} from './recipe-draft.ts';
import { findSharedBase, suggestSettings } from './setting-table.ts';
import { stock } from './stock.svelte.ts';

/** Milliseconds after the last letter that a text is read. */
const REST = 250;

const NOTHING: RecipeDraft = { method: 'fisher-mask', models: [] };

class MergeDraft {
  recipe = $state.raw<RecipeDraft>(NOTHING);
  text = $state('');
  /** Why the text cannot be read; the recipe is then what it was before. */
  fault = $state.raw<unknown>();
  /** What it is called; '': after its tasks. */
  name = $state('');
  /** Sentences about what was asked for and did not fit. */
  leftOut = $state.raw<readonly string[]>([]);
  /** Whether it is from elsewhere, so that its relative paths do not begin in the library's folder. */
  #isForeign = $state(false);
  #settingsOf: Partial<Record<MethodName, SettingValues | undefined>> = {};
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Paths that begin in a folder nobody knows. */
  get adrift(): readonly string[] {
    return this.#isForeign ? listRelative(this.recipe, stock.isNamed) : [];
  }

  get chosen(): readonly LibraryCheckpoint[] {
    return this.recipe.models.flatMap(({ checkpoint }) => stock.checkpointOf(checkpoint) ?? []);
  }

  /** Makes it what is checked elsewhere, as far as that fits together. */
  choose(checkpoints: readonly LibraryCheckpoint[]): void {
    this.recipe = { ...NOTHING, method: this.recipe.method };
    this.name = '';
    this.#isForeign = false;
    this.#settingsOf = {};
    const first = checkpoints.find((one) => whyUnfit(one, undefined) === undefined);
    const reasons = checkpoints.map((one) => whyUnfit(one, first));
    this.add(checkpoints.filter((_, at) => reasons[at] === undefined));
    this.leftOut = reasons.filter((reason) => reason !== undefined);
  }

  add(checkpoints: readonly LibraryCheckpoint[]): void {
    let { models } = this.recipe;
    for (const checkpoint of checkpoints) models = [...models, this.#model(checkpoint, models)];
    this.#changeModels(models);
  }

  remove(at: number): void {
    this.#changeModels(this.recipe.models.filter((_, index) => index !== at));
  }

  clear(): void {
    this.choose([]);
  }

  changeModel(at: number, changes: Partial<ModelDraft>): void {
    this.change(changeModel(this.recipe, at, changes));
  }

  setDataset(at: number, purpose: 'dataset' | 'evaluate', dataset: LibraryDataset | undefined): void {
    const value = dataset && { file: stock.refer(dataset) };
    this.changeModel(at, purpose === 'dataset' ? { dataset: value, fisher: undefined } : { evaluate: value });
  }

  setMethod(method: MethodName): void {
    if (method === this.recipe.method) return;
    this.#settingsOf[this.recipe.method] = this.recipe.settings;
    const hasBase = this.recipe.base !== undefined;
    this.change({
      ...this.recipe,
      method,
      settings: this.#settingsOf[method] ?? suggestSettings(method, hasBase),
    });
  }

  setSetting(key: string, value: string | number): void {
    this.change({ ...this.recipe, settings: { ...this.recipe.settings, [key]: value } });
  }

  change(recipe: RecipeDraft): void {
    this.recipe = recipe;
    this.fault = undefined;
    checkedCheckpoints.set(this.chosen);
    void this.#write();
  }

  /** Takes what was typed; controls follow when it can be read. */
  edit(text: string): void {
    this.text = text;
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(text), REST);
  }

  /** A recipe from elsewhere: its relative paths begin in `folder`. */
  async open(text: string, folder: string | undefined, name: string): Promise<void> {
    this.name = name;
    this.leftOut = [];
    this.#settingsOf = {};
    this.text = text;
    this.#isForeign = true;
    await this.#read(text);
    if (folder !== undefined) this.root(folder);
  }

  root(folder: string): void {
    if (this.adrift.length > 0) this.change(rootPaths(this.recipe, folder, stock.isNamed));
    this.#isForeign = false;
  }

  #model(checkpoint: LibraryCheckpoint, others: readonly ModelDraft[]): ModelDraft {
    const dataset = findDataset(stock.datasets, checkpoint.name, 'train');
    const evaluate = findDataset(stock.datasets, checkpoint.name, 'dev');
    const taken = others.map(({ task }) => task);
    return {
      checkpoint: stock.refer(checkpoint),
      task: nameTask(checkpoint.name, taken),
      dataset: dataset && { file: stock.refer(dataset) },
      evaluate: evaluate && { file: stock.refer(evaluate) },
    };
  }

  /** Base and scale follow the checkpoints, unless somebody said otherwise. */
  #changeModels(models: readonly ModelDraft[]): void {
    const before = this.recipe;
    const wasSuggested =
      before.models.length === 0 ||
      (before.base === this.#suggestBase(before) &&
        before.settings?.scale === suggestSettings(before.method, before.base !== undefined).scale);
    if (!wasSuggested) {
      this.change({ ...before, models });
      return;
    }
    const base = this.#suggestBase({ ...before, models });
    const settings = { ...before.settings };
    delete settings.scale;
    this.change({
      ...before,
      models,
      base,
      settings: { ...suggestSettings(before.method, base !== undefined), ...settings },
    });
  }

  #suggestBase({ models }: RecipeDraft): string | undefined {
    const chosen = models.map(({ checkpoint }) => stock.checkpointOf(checkpoint));
    const known = chosen.filter((one) => one !== undefined);
    const id = known.length === chosen.length ? findSharedBase(known) : undefined;
    const base = stock.checkpoints.find((one) => one.id === id);
    return base && base.presence !== 'missing' ? stock.refer(base) : undefined;
  }

  async #write(): Promise<void> {
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    try {
      const { text } = await call('recipe.write', { recipe: orderRecipe(this.recipe) });
      if (turn === this.#turn) this.text = text;
    } catch (error) {
      if (turn === this.#turn) this.fault = error;
    }
  }

  async #read(text: string): Promise<void> {
    const turn = ++this.#turn;
    try {
      const { recipe } = await call('recipe.read', { text });
      if (turn !== this.#turn) return;
      // What can be read is a recipe: the host has checked it.
      this.recipe = recipe as unknown as RecipeDraft;
      this.fault = undefined;
      checkedCheckpoints.set(this.chosen);
    } catch (error) {
      if (turn === this.#turn) this.fault = error;
    }
  }
}

export const draft = new MergeDraft();
