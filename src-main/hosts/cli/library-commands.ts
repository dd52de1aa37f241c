/** The commands of the library (a table). */
import { Argument, Option } from 'commander';
import { COMMANDS } from '../../contract/commands.ts';
import { row, type AnyRow, type Given } from './command-row.ts';
import { LIST, readQuery, TAG } from './list-options.ts';
import { COLUMNS, LIBRARY, METRIC, readReading } from './options.ts';
import { printImport } from './pages/import-page.ts';
import { printItemPage, printScorePage } from './pages/item-list-page.ts';
import { printDetail } from './pages/item-page.ts';
import { printBulk, printCheck, printEmptied, printNamed, printUsage } from './pages/library-page.ts';

const ITEM = new Argument('<ITEM>', "name, '#12', the beginning of a hash, or 'merge:NAME'");
const ITEMS = new Argument('<ITEM...>', ITEM.description);
const PATHS = new Argument('<PATH...>', "checkpoints' or LoRA adapters' folders, datasets' files");
const KINDS = COMMANDS['library.list'].shape.kind.unwrap().options;

const IMPORT = [
  new Option('--copy', 'copy checkpoints into the library instead of linking them'),
  new Option('--base <CHECKPOINT>', 'what LoRA adapters are folded into (default: what they name)'),
  TAG,
  LIBRARY,
];

function readImport({ arguments: paths, options, path, place }: Given, scan: boolean) {
  const { copy, base, tag, name, metric } = options;
  return {
    paths: paths.map(path),
    scan,
    storage: copy ? ('copied' as const) : ('linked' as const),
    base: base && place(base),
    name,
    tags: [...(tag ?? [])],
    reading: readReading(options),
    metric: metric?.[0],
  };
}

export const LIBRARY_ROWS: Readonly<Record<string, AnyRow>> = {
  'library list': row({
    command: 'library.list',
    says: 'list checkpoints, or another kind of item',
    required: [],
    options: [
      new Option('--kind <KIND>', 'what to list').choices(KINDS).default('checkpoint'),
      ...LIST,
      LIBRARY,
    ],
    example: 'weir library list --search sst2 --sort bytes:desc',
    request: ({ options }) => ({ ...readQuery(options), kind: options.kind }),
    print: printItemPage,
  }),
  'library scores': row({
    command: 'library.scores',
    says: 'list scores',
    required: [],
    options: [...LIST, LIBRARY],
    example: 'weir library scores --where metric=accuracy --sort value:desc',
    request: ({ options }) => readQuery(options),
    print: printScorePage,
  }),
  'library import': row({
    command: 'library.import',
    says: 'take checkpoints and datasets into the library',
    arguments: [PATHS],
    required: [],
    options: [new Option('--name <NAME>', 'what to call a single one'), ...IMPORT, ...COLUMNS, METRIC],
    example: 'weir library import checkpoints/sst2 sst2/dev.tsv',
    request: (given) => readImport(given, false),
    print: printImport,
    fails: ({ items, refused }) => items.length === 0 && refused.length > 0,
  }),
  'library scan': row({
    command: 'library.import',
    says: 'look for checkpoints below folders and import them all',
    arguments: [new Argument('<DIR...>', 'trees to look in, such as the Hugging Face cache')],
    required: [],
    options: IMPORT,
    example: 'weir library scan ~/.cache/huggingface/hub',
    request: (given) => readImport(given, true),
    print: printImport,
    fails: ({ items, refused }) => items.length === 0 && refused.length > 0,
  }),
  'library show': row({
    command: 'library.show',
    says: 'tell all that is kept of an item, with what it is made of and what came of it',
    arguments: [ITEM],
    required: [],
    options: [LIBRARY],
    example: 'weir library show sst2',
    request: ({ argument }) => ({ item: argument }),
    print: printDetail,
  }),
  'library rename': row({
    command: 'library.rename',
    says: 'give an item another name',
    arguments: [ITEM, new Argument('<NAME>', 'its new name')],
    required: [],
    options: [LIBRARY],
    example: 'weir library rename sst2 reviews',
    request: ({ arguments: [item = '', name = ''] }) => ({ item, name }),
    print: printNamed,
  }),
  'library tag': row({
    command: 'library.tag',
    says: 'give an item tags, or take them from it',
    arguments: [ITEM],
    required: [],
    options: [
      new Option('--add <TAG...>', 'tags to give'),
      new Option('--remove <TAG...>', 'tags to take away'),
      LIBRARY,
    ],
    example: 'weir library tag sst2 --add glue english',
    request: ({ argument, options: { add, remove } }) => ({ item: argument, add, remove }),
    print: printNamed,
  }),
  'library note': row({
    command: 'library.note',
    says: 'write a note to an item, in the place of its last one',
    arguments: [ITEM, new Argument('<TEXT>', 'the note; empty to remove it')],
    required: [],
    options: [LIBRARY],
    example: "weir library note sst2 'trained for three epochs'",
    request: ({ arguments: [item = '', notes = ''] }) => ({ item, notes }),
    print: printNamed,
  }),
  'library star': row({
    command: 'library.star',
    says: 'make an item a favourite',
    arguments: [ITEM],
    required: [],
    options: [LIBRARY],
    example: 'weir library star sst2',
    request: ({ argument }) => ({ item: argument, favourite: true }),
    print: printNamed,
  }),
  'library unstar': row({
    command: 'library.star',
    says: 'make an item no favourite any more',
    arguments: [ITEM],
    required: [],
    options: [LIBRARY],
    example: 'weir library unstar sst2',
    request: ({ argument }) => ({ item: argument, favourite: false }),
    print: printNamed,
  }),
  'library relocate': row({
    command: 'library.relocate',
    says: 'say where a checkpoint or dataset lies now; it is checked by its hash',
    arguments: [ITEM, new Argument('<PATH>', 'its folder or file')],
    required: [],
    options: [LIBRARY],
    example: 'weir library relocate sst2 /mnt/models/sst2',
    request: ({ arguments: [item = '', folder = ''], path }) => ({ item, folder: path(folder) }),
    print: printNamed,
  }),
  'library base': row({
    command: 'library.rebase',
    says: 'say which checkpoint another was fine-tuned from',
    arguments: [ITEM, new Argument('[BASE]', 'a checkpoint of the library')],
    required: [],
    options: [new Option('--none', 'it has none'), LIBRARY],
    example: 'weir library base sst2 bert-base-uncased',
    request: ({ arguments: [item = '', base], options }) => ({
      item,
      base: options.none ? null : (base ?? ''),
    }),
    print: printNamed,
  }),
  'library trash': row({
    command: 'library.trash',
    says: 'put items into the trash; no file is touched',
    arguments: [ITEMS],
    required: [],
    options: [LIBRARY],
    example: 'weir library trash sst2 mrpc',
    request: ({ arguments: items }) => ({ items: [...items] }),
    print: printBulk,
    fails: ({ refused }) => refused.length > 0,
  }),
  'library restore': row({
    command: 'library.restore',
    says: 'take items out of the trash',
    arguments: [ITEMS],
    required: [],
    options: [LIBRARY],
    example: 'weir library restore sst2',
    request: ({ arguments: items }) => ({ items: [...items] }),
    print: printBulk,
    fails: ({ refused }) => refused.length > 0,
  }),
  'library empty': row({
    command: 'library.empty',
    says: 'remove what is in the trash, with the files that Weir itself made of it',
    required: [],
    options: [LIBRARY],
    example: 'weir library empty',
    request: () => ({}),
    print: printEmptied,
  }),
  'library export': row({
    command: 'library.export',
    says: 'print the history, a row for each score',
    required: [],
    options: [new Option('--format <F>', 'what to print').choices(['csv', 'json']).default('csv'), LIBRARY],
    example: 'weir library export --format csv > history.csv',
    request: ({ options: { format } }) => ({ format: format === 'csv' ? 'csv' : 'json' }),
    print: () => [],
    raw: ({ text }) => text,
  }),
  'library backup': row({
    command: 'library.backup',
    says: 'write the whole database to one file',
    arguments: [new Argument('<FILE>', 'the backup')],
    required: [],
    options: [LIBRARY],
    example: 'weir library backup weir-backup.sqlite',
    request: ({ argument, path }) => ({ file: path(argument) }),
    print: ({ file, bytes }) => [`The library is backed up in ${file}, ${bytes} bytes.`],
  }),
  'library recover': row({
    command: 'library.recover',
    says: 'put a backup in the place of the database, which is set aside',
    arguments: [new Argument('<FILE>', 'a backup')],
    required: [],
    options: [LIBRARY],
    example: 'weir library recover weir-backup.sqlite',
    request: ({ argument, path }) => ({ file: path(argument) }),
    print: ({ setAside }) => [
      `The backup is in place.${setAside === null ? '' : ` What it replaced lies in ${setAside}.`}`,
    ],
  }),
  'library check': row({
    command: 'library.check',
    says: 'look for damage, for what is missing and for files that belong to nothing',
    required: [],
    options: [LIBRARY],
    example: 'weir library check',
    request: () => ({}),
    print: printCheck,
    fails: ({ faults, absent }) => faults.length + absent.length > 0,
  }),
  'library usage': row({
    command: 'library.usage',
    says: 'tell what the library takes on the disk, by kind',
    required: [],
    options: [LIBRARY],
    example: 'weir library usage',
    request: () => ({}),
    print: printUsage,
  }),
};
