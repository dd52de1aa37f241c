/** The options of the command line (a table), and what they say in the words of the contract. */
import { InvalidArgumentError, Option } from 'commander';
import { COMMANDS, DatasetInput, FisherInput, type CommandRequest } from '../../contract/commands.ts';
import { DATASET_ENDINGS, type DatasetFormat } from '../../contract/dataset-formats.ts';
import type { ItemKind } from '../../contract/library.ts';

/** What commander makes of the options; each command has those that its row in the table of commands lists. */
export interface Options {
  readonly dataset: string;
  readonly text?: readonly string[];
  readonly label?: string;
  readonly choices?: readonly string[];
  readonly format?: DatasetFormat;
  readonly delimiter?: string;
  readonly quote?: boolean;
  readonly header: boolean;
  readonly labelsMap?: readonly (readonly [string, string])[];
  readonly samples: number;
  readonly gradient: 'example' | 'batch';
  readonly labels: 'dataset' | 'expected' | 'sampled';
  readonly batch: number;
  readonly maxLength: number;
  readonly seed: number;
  readonly metric?: string[];
  readonly device: string;
  readonly only?: CommandRequest<'bench'>['only'];
  readonly out?: string;
  readonly onnx?: true;
  readonly replace?: true;
  readonly json?: true;
  readonly library?: string;
  readonly record: boolean;
  readonly name?: string;
  readonly kind?: ItemKind;
  readonly search?: string;
  readonly tag?: readonly string[];
  readonly where?: Readonly<Record<string, string | number | boolean | null>>;
  readonly sort?: CommandRequest<'library.scores'>['sort'];
  readonly limit?: number;
  readonly offset?: number;
  readonly trashed?: true;
  readonly copy?: true;
  readonly base?: string;
  readonly add?: string[];
  readonly remove?: string[];
  readonly backup?: string;
  readonly none?: true;
  readonly before?: string;
  readonly by?: CommandRequest<'search'>['algorithm'];
  readonly objective?: CommandRequest<'search'>['objective'];
  readonly trials?: number;
  readonly over?: string[];
  readonly choosing?: number;
  readonly paper?: string;
  readonly ownSamples?: true;
  readonly measure?: 'relative' | 'score';
}

const SETTINGS = FisherInput.parse({});
const { gradient, labels } = FisherInput.shape;
const { format } = DatasetInput.shape;

export const JSON_OPTION = new Option('--json', 'print one JSON document on stdout and nothing else');

export const DEVICE = new Option('--device <NAME>', "what to compute on, as 'weir devices' lists").default(
  COMMANDS.bench.parse({}).device,
  'auto',
);

const { algorithm, objective } = COMMANDS.search.shape;
const SEARCHED = COMMANDS.search.parse({ recipe: '' });

export const SEARCH: readonly Option[] = [
  new Option('--by <ALGORITHM>', 'how to search')
    .choices(algorithm.unwrap().options)
    .default(SEARCHED.algorithm),
  new Option('--objective <OF>', 'what to make large, over tasks')
    .choices(objective.unwrap().options)
    .default(SEARCHED.objective),
  new Option('--trials <N>', 'merges to try').default(SEARCHED.trials).argParser(parseFrom(1)),
  new Option('--over <NAME...>', "'weights', and settings by name (default: all that the method has)"),
  new Option('--choosing <SHARE>', 'part of the evaluation rows to try on; the others tell what is worth')
    .default(SEARCHED.share)
    .argParser(Number),
  new Option('--seed <N>', 'of what is drawn by chance').default(SEARCHED.seed).argParser(parseFrom(0)),
];

export const PAPER: readonly Option[] = [
  new Option(
    '--paper <RECIPE>',
    "measure the paper's claim instead, on all pairs of a recipe's or a sweep's models",
  ),
  new Option('--samples <N>', 'rows of each Fisher of it').default(256).argParser(parseFrom(1)),
  new Option('--own-samples', "rows by each method's own default instead"),
];

export const MAX_LENGTH = new Option('--max-length <N>', 'tokens at most; longer texts are cut')
  .default(SETTINGS.maxLength)
  .argParser(parseFrom(1));

export const REPLACE = new Option('--replace', 'write over what an earlier merge wrote');

export const ONNX = new Option(
  '--onnx',
  'write each task as ONNX too, checked against the merged checkpoint',
);

export const LIBRARY = new Option(
  '--library <DIR>',
  "library to use (default: WEIR_LIBRARY, or the platform's folder)",
);

/** What the library has to do with a command that computes. */
export const RECORD: readonly Option[] = [
  LIBRARY,
  new Option('--name <NAME>', 'what the library calls the result'),
  new Option('--no-record', 'keep nothing in the library'),
];

export const METRIC = new Option('--metric <NAME...>', "metrics to compute (default: the task's own)");

export const DATASET = new Option(
  '--dataset <FILE>',
  `texts (${DATASET_ENDINGS.join(', ')}), or a dataset of the library`,
);

export const COLUMNS: readonly Option[] = [
  new Option('--text <COL>', 'column of the text, by name or counted from 0; twice for pairs').argParser(
    appendText,
  ),
  new Option('--label <COL>', 'column of the label'),
  new Option('--choices <COL...>', 'columns of the texts to choose among, or one column of lists'),
  new Option(
    '--delimiter <D>',
    "what separates columns, '\\t' for a tab (default: as the file's ending says)",
  ),
  new Option('--format <F>', 'what the file is, whatever its ending says').choices(format.unwrap().options),
  new Option('--quote', 'cells may stand in quotes (default: in .csv)'),
  new Option('--no-quote', 'quotes are ordinary characters (default: in .tsv)'),
  new Option('--no-header', 'the first line is a row'),
  new Option('--labels-map <NAME=LABEL...>', "the dataset's labels in the checkpoint's words").argParser(
    appendPair,
  ),
];

export const FISHER: readonly Option[] = [
  new Option('--samples <N>', 'rows to draw').default(SETTINGS.samples).argParser(parseFrom(1)),
  new Option('--gradient <OF>', 'square the gradient of each')
    .choices(gradient.unwrap().options)
    .default(SETTINGS.gradient),
  new Option('--labels <FROM>', 'labels to take the loss of')
    .choices(labels.unwrap().options)
    .default(SETTINGS.labels),
  new Option('--batch <N>', 'rows of a batch').default(SETTINGS.batch).argParser(parseFrom(1)),
  MAX_LENGTH,
  new Option('--seed <N>', 'of what is drawn by chance').default(SETTINGS.seed).argParser(parseFrom(0)),
];

export function readDataset(
  options: Options,
  place: (given: string) => string,
): CommandRequest<'score'>['dataset'] {
  return { file: place(options.dataset), ...readReading(options) };
}

/** How a dataset is read, whatever file it is; what was not said is not there. */
export function readReading(options: Options): NonNullable<CommandRequest<'library.import'>['reading']> {
  const { text, label, choices, format, delimiter, quote, header, labelsMap } = options;
  return {
    text: text && [...text],
    label,
    choices: choices && [...choices],
    format,
    delimiter,
    quote,
    header: header ? undefined : false,
    labels: labelsMap && Object.fromEntries(labelsMap),
  };
}

export function parseFrom(least: number): (raw: string) => number {
  return (raw) => {
    const value = Number(raw);
    if (raw.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least}.`);
  };
}

function appendText(raw: string, before: readonly string[] = []): readonly string[] {
  if (before.length === 2) throw new InvalidArgumentError('Expected one column, or two.');
  return [...before, raw];
}

function appendPair(raw: string, before: readonly (readonly [string, string])[] = []): Options['labelsMap'] {
  const [name = '', label, ...rest] = raw.split('=');
  if (name === '' || !label || rest.length > 0) throw new InvalidArgumentError('Expected NAME=LABEL.');
  if (before.some(([earlier]) => earlier === name))
    throw new InvalidArgumentError(`'${name}' is mapped twice.`);
  return [...before, [name, label]];
}
