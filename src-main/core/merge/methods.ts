/** The methods of merging (a table): their settings, what they need, and how they weigh each role. */
import { z } from 'zod';
import { FisherInput } from '../../contract/commands.ts';
import type { Role } from '../encoder/parameters.ts';
import { type Rule, SCHEME_NAMES, SCHEMES } from './schemes.ts';
import { strictObject } from './strict-object.ts';

/** θ = θ₀ + scale · (merged − θ₀): anything but 1 needs the base θ₀. */
const SCALE = { scale: z.number().default(1) };

const AverageSettings = strictObject(SCALE);

const FisherMaskSettings = strictObject({
  scheme: z.enum(SCHEME_NAMES).default('paper'),
  ...FisherInput.shape,
  normalize: z.enum(['none', 'mean']).default('none'),
  ...SCALE,
});

export type AverageSettings = Readonly<z.output<typeof AverageSettings>>;
export type FisherMaskSettings = Readonly<z.output<typeof FisherMaskSettings>>;

interface SettingsOf {
  readonly average: AverageSettings;
  readonly 'fisher-mask': FisherMaskSettings;
}

export type MethodName = keyof SettingsOf;

/** A method and its settings, one of each kind. */
export type Choice<M extends MethodName = MethodName> = {
  readonly [N in M]: { readonly method: N; readonly settings: SettingsOf[N] };
}[M];

interface Method<S> {
  readonly help: string;
  readonly settings: z.ZodType<S>;
  /** Whether every model needs a mask Fisher: a file, or a dataset to compute it on. */
  readonly fisher: boolean;
  readonly ruleOf: (role: Role, settings: S) => Rule;
  /** What the user should know of the plan. */
  readonly notes: (settings: S) => readonly string[];
}

export const METHODS: { readonly [M in MethodName]: Method<SettingsOf[M]> } = {
  average: {
    help: 'Averages the weights by λ.',
    settings: AverageSettings,
    fisher: false,
    ruleOf: () => 'lambda',
    notes: () => [],
  },
  'fisher-mask': {
    help: 'Weighs by the Fisher information of heads and neurons (arXiv 2403.09891).',
    settings: FisherMaskSettings,
    fisher: true,
    ruleOf: (role, { scheme }) => SCHEMES[scheme][role],
    notes: ({ scheme }) =>
      scheme === 'paper'
        ? [
            "Scheme 'paper' does as the authors' code: a head or neuron whose Fisher is 0 in every model counts as 1 when the means " +
              'of its layer are taken, so that one dead head can swamp its layer.',
          ]
        : [],
  },
};

export const METHOD_NAMES = Object.keys(METHODS) as [MethodName, ...MethodName[]];

/** The parts of a choice, told apart so that TypeScript sees that they belong together. */
interface Pair<M extends MethodName> {
  readonly method: M;
  readonly settings: SettingsOf[M];
}

export function ruleOf<M extends MethodName>(role: Role, { method, settings }: Pair<M>): Rule {
  return METHODS[method].ruleOf(role, settings);
}

export function notesOf<M extends MethodName>({ method, settings }: Pair<M>): readonly string[] {
  return METHODS[method].notes(settings);
}
