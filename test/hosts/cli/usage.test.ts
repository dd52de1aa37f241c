/** What the command line makes of its arguments. */
import { expect, it } from 'vitest';
import type { Command } from '../../../src-main/contract/commands.ts';
import { WeirError } from '../../../src-main/contract/error.ts';
import { COMMAND_ROWS } from '../../../src-main/hosts/cli/commands.ts';
import { setStage } from './stage.ts';

/** The request that a command line becomes. */
async function readRequest(command: Command, ...argv: string[]): Promise<unknown> {
  let seen: unknown;
  const { run } = setStage({
    [command]: (input: unknown) => {
      seen = input;
      return Promise.reject(new WeirError('no-space', 'Enough was seen.'));
    },
  });
  await run(command, ...argv);
  return seen;
}

const MISUSES = {
  'an unknown command, naming the nearest': [['fihser'], "unknown command 'fihser'", 'Did you mean fisher?'],
  'an unknown option, naming the nearest, before what is missing': [
    ['fisher', 'a', '--datset', 'b'],
    "unknown option '--datset'",
    'Did you mean --dataset?',
  ],
  'a missing checkpoint': [
    ['inspect'],
    "missing required argument 'CHECKPOINT'",
    "See 'weir inspect --help'.",
  ],
  'a missing option': [
    ['score', 'a'],
    "required option '--dataset FILE' is missing",
    "See 'weir score --help'.",
  ],
  'an unknown command of a group': [['library', 'lits'], "unknown command 'lits'", 'Did you mean list?'],
  'a sort order that is none': [
    ['library', 'list', '--sort', 'name:up'],
    'Expected COLUMN, or COLUMN:desc.',
    "See 'weir library list --help'.",
  ],
  'two checkpoints for one': [['inspect', 'a', 'b'], 'too many arguments', "See 'weir inspect --help'."],
  'a number that is none': [
    ['score', 'a', '--dataset', 'b', '--max-length', 'ten'],
    'Expected a whole number from 1.',
    'See',
  ],
  'a number out of range': [
    ['score', 'a', '--dataset', 'b', '--max-length', '0'],
    'Expected a whole number from 1.',
    'See',
  ],
  'a setting that is none': [
    ['fisher', 'a', '--gradient', 'token'],
    'Allowed choices are example, batch.',
    "See 'weir fisher --help'.",
  ],
  'three text columns': [
    ['score', 'a', '--dataset', 'b', '--text', '0', '--text', '1', '--text', '2'],
    'Expected one column, or two.',
    'See',
  ],
  'a label mapped twice': [['score', 'a', '--labels-map', '0=no', '0=yes'], "'0' is mapped twice.", 'See'],
  'a label map without a label': [['score', 'a', '--labels-map', 'good'], 'Expected NAME=LABEL.', 'See'],
} as const;

it.each(Object.entries(MISUSES))('refuses %s, with exit code 2', async (_, [argv, sentence, hint]) => {
  const { run, stdout, stderr } = setStage();
  expect(await run(...argv)).toBe(2);
  const lines = stderr.text.split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^weir: .*\.$/);
  expect(lines[0]).toContain(sentence);
  expect(lines[1]).toContain(hint);
  expect(stdout.text).toBe('');
});

it('shows the help, as misuse, when nothing is asked for', async () => {
  const { run, stdout, stderr } = setStage();
  expect(await run()).toBe(2);
  expect(stderr.text).toMatch(/^Usage: weir COMMAND/);
  expect(stdout.text).toBe('');
});

it('has a page of help in 80 columns for every command, with an example', async () => {
  for (const command of Object.keys(COMMAND_ROWS)) {
    const { run, stdout } = setStage();
    expect(await run(...command.split(' '), '--help')).toBe(0);
    expect(stdout.text).toContain(`Usage: weir ${command}`);
    expect(stdout.text).toContain(`Example:\n  $ weir ${command}`);
    expect(Math.max(...stdout.text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  }
});

it('takes paths from the folder of the user, columns as they are, and the defaults of the contract', async () => {
  expect(await readRequest('fisher', 'sst2', '--dataset', 'train.tsv', '--out', '../f.safetensors')).toEqual({
    checkpoint: 'sst2',
    dataset: { file: '/home/ada/train.tsv' },
    settings: { gradient: 'example', labels: 'dataset', samples: 2048, seed: 0, batch: 32, maxLength: 128 },
    device: 'auto',
    out: '/home/f.safetensors',
    record: true,
  });
});

it('takes every option of a dataset', async () => {
  const columns = ['--text', '3', '--text', 'b', '--label', '5', '--no-header', '--delimiter', '\\t'];
  const labels = ['--labels-map', '0=no', '1=yes', '--labels-map', '2=maybe'];
  const request = await readRequest(
    'score',
    'a',
    '--dataset',
    '/b.tsv',
    ...columns,
    ...labels,
    '--metric',
    'f1',
    'accuracy',
  );
  expect(request).toEqual({
    checkpoint: 'a',
    dataset: {
      file: '/b.tsv',
      text: ['3', 'b'],
      label: '5',
      header: false,
      delimiter: '\\t',
      labels: { 0: 'no', 1: 'yes', 2: 'maybe' },
    },
    metrics: ['f1', 'accuracy'],
    maxLength: 128,
    device: 'auto',
    record: true,
  });
});

it('takes every setting of a Fisher', async () => {
  const settings = '--samples 10 --gradient batch --labels sampled --batch 4 --max-length 9 --seed 3'.split(
    ' ',
  );
  const request = await readRequest(
    'fisher',
    'a',
    '--dataset',
    'b',
    '--out',
    'c',
    '--device',
    'cpu',
    ...settings,
  );
  expect(request).toMatchObject({
    settings: { samples: 10, gradient: 'batch', labels: 'sampled', batch: 4, maxLength: 9, seed: 3 },
    device: 'cpu',
  });
});

it.each([
  ['models/sst2', '/home/ada/models/sst2'],
  ['./sst2', '/home/ada/sst2'],
  ['/sst2', '/sst2'],
  ['sst2', 'sst2'],
  ['#12', '#12'],
  ['checkpoint:org/name', 'checkpoint:org/name'],
])('takes %s for %s', async (given, expected) => {
  expect(await readRequest('inspect', given)).toEqual({ checkpoint: expected });
});
