/** The merge that is being thought of: its recipe, as the controls have it and as text; it stays when one leaves the page. */
import type { LibraryCheckpoint } from '../../../src-main/contract/library.ts';
import { call } from '../../bridge/bridge.ts';
import { checkedCheckpoints } from '../../state/selection.svelte.ts';
import { TwoWayText } from '../../state/two-way-text.svelte.ts';
import { whyUnfit } from './fitting.ts';
import { needsBase, type MethodName, type SettingValue, type SettingValues } from './method-table.ts';
import { addModels, findModel, listChosen, suggestBase } from './model-draft.ts';
import {
  changeMethod,
  changeModel,
  listRelative,
  orderRecipe,
  rootPaths,
  type ModelDraft,
  type RecipeDraft,
} from './recipe-draft.ts';
import { changeSetting, suggestSettings, type SettingKey } from './setting-table.ts';
import { stock } from './stock.svelte.ts';

const NOTHING: RecipeDraft = { method: 'fisher-mask', models: [] };

class MergeDraft {
  recipe = $state.raw<RecipeDraft>(NOTHING);
  /** What it is called; '': after its tasks. */
  name = $state('');
  /** Sentences about what was asked for and did not fit. */
  leftOut = $state.raw<readonly string[]>([]);
  /** Whether it is from elsewhere, so that its relative paths do not begin in the library's folder. */
  #isForeign = $state(false);
  #settingsOf: Partial<Record<MethodName, SettingValues | undefined>> = {};
  readonly #text = new TwoWayText<RecipeDraft>({
    write: async (recipe) => (await call('recipe.write', { recipe: orderRecipe(recipe) })).text,
    // What can be read is a recipe: the host has checked it.
    read: async (text) => (await call('recipe.read', { text })).recipe as unknown as RecipeDraft,
    onread: (recipe) => {
      this.recipe = recipe;
      checkedCheckpoints.set(this.chosen);
    },
  });

  get text(): string {
    return this.#text.text;
  }

  /** Why the text cannot be read; the recipe is then what it was before. */
  get fault(): unknown {
    return this.#text.fault;
  }

  /** Paths that begin in a folder nobody knows. */
  get adrift(): readonly string[] {
    return this.#isForeign ? listRelative(this.recipe, stock.isNamed) : [];
  }

  get chosen(): readonly LibraryCheckpoint[] {
    return listChosen(this.recipe.models);
  }

  get needsBase(): boolean {
    return needsBase(this.recipe.method, this.recipe.settings);
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
    this.#changeModels(addModels(this.recipe.models, checkpoints));
  }

  toggle(checkpoint: LibraryCheckpoint): void {
    const at = findModel(this.recipe.models, checkpoint);
    if (at >= 0) this.remove(at);
    else this.add([checkpoint]);
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

  setMethod(method: MethodName): void {
    const { recipe } = this;
    if (method === recipe.method) return;
    this.#settingsOf[recipe.method] = recipe.settings;
    const settings = this.#settingsOf[method] ?? suggestSettings(method, recipe.base !== undefined);
    this.change(changeMethod(recipe, method, settings));
  }

  /** Undefined: it is no longer said. */
  setSetting(key: SettingKey, value: SettingValue | undefined): void {
    const { method, settings } = this.recipe;
    this.change({ ...this.recipe, settings: changeSetting(method, settings, key, value) });
  }

  setBase(base: LibraryCheckpoint | undefined): void {
    this.change({ ...this.recipe, base: base && stock.refer(base) });
  }

  change(recipe: RecipeDraft): void {
    this.recipe = recipe;
    checkedCheckpoints.set(this.chosen);
    void this.#text.write(recipe);
  }

  /** Takes what was typed; controls follow when it can be read. */
  edit(text: string): void {
    this.#text.edit(text);
  }

  /** A recipe from elsewhere: its relative paths begin in `folder`. */
  async open(text: string, folder: string | undefined, name: string): Promise<void> {
    this.name = name;
    this.leftOut = [];
    this.#settingsOf = {};
    this.#isForeign = true;
    await this.#text.read(text);
    if (folder !== undefined) this.root(folder);
  }

  root(folder: string): void {
    if (this.adrift.length > 0) this.change(rootPaths(this.recipe, folder, stock.isNamed));
    this.#isForeign = false;
  }

  /** Base and scale follow the checkpoints, unless somebody said otherwise. */
  #changeModels(models: readonly ModelDraft[]): void {
    const before = this.recipe;
    const wasSuggested =
      before.models.length === 0 ||
      (before.base === this.#suggestBase(before.models) &&
        before.settings?.scale === suggestSettings(before.method, before.base !== undefined).scale);
    if (!wasSuggested) {
      this.change({ ...before, models });
      return;
    }
    const base = this.#suggestBase(models);
    const { scale: _before, ...settings } = before.settings ?? {};
    this.change({
      ...before,
      models,
      base,
      settings: { ...suggestSettings(before.method, base !== undefined), ...settings },
    });
  }

  #suggestBase(models: readonly ModelDraft[]): string | undefined {
    const base = suggestBase(models);
    return base && stock.refer(base);
  }
}

export const draft = new MergeDraft();
