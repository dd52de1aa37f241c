/** What results look like in 80 columns. */
import { expect, it, onTestFinished, vi } from 'vitest';
import type { MergeRecord, ScoreTable, TensorRecord } from '../../../src-main/contract/records.ts';
import {
  formatBytes,
  formatClock,
  formatDigits,
  formatInformation,
  formatSeconds,
} from '../../../src-main/hosts/cli/amounts.ts';
import { formatDocument } from '../../../src-main/hosts/cli/document.ts';
import { createPaint, type Paint } from '../../../src-main/hosts/cli/paint.ts';
import { printCheckpoint } from '../../../src-main/hosts/cli/pages/checkpoint-page.ts';
import { printMerge } from '../../../src-main/hosts/cli/pages/merge-page.ts';
import { printScoreTable } from '../../../src-main/hosts/cli/pages/score-table-page.ts';
import { setStage } from './stage.ts';

const plain: Paint = (_, text) => text;

const accuracies = (sst2: number, agnews: number) => ({
  sst2: { accuracy: sst2 },
  agnews: { accuracy: agnews },
});

const TABLE: ScoreTable = {
  tasks: [
    { task: 'sst2', metrics: ['accuracy'], rows: 100, dataset: 'd'.repeat(64) },
    { task: 'agnews', metrics: ['accuracy', 'f1-macro'], rows: 100, dataset: 'd'.repeat(64) },
  ],
  models: [
    { name: 'sst2', kind: 'expert', scores: accuracies(0.8, 0.25) },
    { name: 'agnews', kind: 'expert', scores: { agnews: { accuracy: 0.5 } } },
    { name: 'average', kind: 'average', scores: accuracies(0.4, 0.4) },
    { name: 'fisher-mask', kind: 'merge', scores: accuracies(0.6, 0.3) },
  ],
};

it('sets scores side by side, absolute and relative, and marks the best merge', () => {
  expect(printScoreTable(TABLE, plain)).toEqual([
    'score                       sst2     agnews    mean',
    '                        accuracy   accuracy',
    'expert sst2                0.800      0.250   0.525',
    'own expert                 0.800      0.500   0.650',
    'average                    0.400      0.400*  0.400',
    'fisher-mask                0.600*     0.300   0.450*',
    '',
    'relative to own expert      sst2     agnews    mean',
    'expert sst2                1.000      0.500   0.750',
    'average                    0.500      0.800*  0.650',
    'fisher-mask                0.750*     0.600   0.675*',
    '',
    '* best of the merges',
  ]);
});

it('gives no mean and no share of what was not scored or is worse than chance', () => {
  const models = [
    { name: 'sst2', kind: 'expert', scores: { sst2: { accuracy: -0.1 } } },
    { name: 'fisher-mask', kind: 'merge', scores: { sst2: { accuracy: 0.3 } } },
  ] as const;
  expect(printScoreTable({ ...TABLE, models }, plain)).toEqual([
    'score                       sst2     agnews   mean',
    '                        accuracy   accuracy',
    'own expert                -0.100          –      –',
    'fisher-mask                0.300          –      –',
    '',
    'relative to own expert      sst2     agnews   mean',
    'fisher-mask                    –          –      –',
  ]);
});

it('says where a merge was written, and what to mind', () => {
  const record: MergeRecord = {
    folder: '/merged',
    method: 'fisher-mask',
    bytes: 1000,
    planHash: '0123456789abcdef',
    recipe: '',
    recipeHash: '',
    recipeFolder: '/',
    parents: [],
    fishers: [],
    tasks: [{ task: 'sst2', folder: '/merged/sst2' }],
    scores: undefined,
    warnings: ['sst2: the labels look swapped.'],
    device: 'cpu',
    seconds: 74.2,
  };
  expect(printMerge(record, plain)).toEqual([
    '/merged',
    'Merged by fisher-mask, plan 0123456789ab, in 1:14 min on cpu.',
    '',
    'sst2  /merged/sst2',
    '',
    'Mind: sst2: the labels look swapped.',
  ]);
  const onnx = [
    { task: 'sst2', file: '/merged/sst2/onnx/model.onnx', difference: 1.26e-7 },
    { task: 'mrpc', file: '/merged/mrpc/onnx/model.onnx', difference: 0 },
  ];
  expect(printMerge({ ...record, onnx, warnings: [] }, plain).slice(3)).toEqual([
    'sst2  /merged/sst2',
    '',
    'As ONNX, with the same answers to within 1.3e-7:',
    'sst2  /merged/sst2/onnx/model.onnx',
    'mrpc  /merged/mrpc/onnx/model.onnx',
  ]);
});

it('puts equal layers in one line, and unequal ones in lines of their own', () => {
  const tensor = (layer: number, size: number): TensorRecord => {
    return { name: `encoder.layer.${layer}.output.bias`, dtype: 'F32', shape: [size], role: 'ffn-rest' };
  };
  const record = {
    folder: '/a',
    family: 'bert',
    layers: 5,
    heads: 2,
    hidden: 8,
    neurons: 12,
    vocabulary: 30,
    positions: 16,
    activation: 'gelu',
    head: { problem: 'single-label', labels: Array.from({ length: 9 }, (_, id) => `l${id}`) },
    dtypes: ['F32'],
    parameters: 40,
    bytes: 160,
    maskNodes: { heads: 10, neurons: 60 },
    tensors: [tensor(0, 8), tensor(1, 8), tensor(2, 9), tensor(4, 8)],
  };
  const lines = printCheckpoint(record, plain);
  expect(lines).toContain('task head   single-label: l0, l1, l2, l3, l4, l5 … 3 more');
  expect(lines.slice(lines.findIndex((line) => line.startsWith('tensor')) + 1)).toEqual([
    'encoder.layer.{0-1,4}.',
    '  output.bias               8  F32    ffn-rest',
    'encoder.layer.{2}.',
    '  output.bias               9  F32    ffn-rest',
  ]);
});

it('writes documents without typed arrays, gaps or numbers that are none', () => {
  const record = {
    a: Float32Array.of(1, NaN),
    b: undefined,
    c: [undefined, Infinity],
    d: BigInt64Array.of(2n),
  };
  expect(formatDocument(record)).toBe('{"a":[1,null],"b":null,"c":[null,null],"d":[2]}\n');
});

it('paints only terminals, and none that asked for no colours', () => {
  const paint = createPaint(setStage({}, { terminal: true }).stdout);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  vi.stubEnv('FORCE_COLOR', undefined);
  vi.stubEnv('NO_COLOR', undefined);
  expect(paint('bold', 'a')).toBe('\x1b[1ma\x1b[22m');
  expect(createPaint(setStage().stdout)('bold', 'a')).toBe('a');
  vi.stubEnv('NO_COLOR', '1');
  expect(paint('bold', 'a')).toBe('a');
});

it('writes amounts with their units', () => {
  expect([0, 999, 999_600, 418e6, 1.314e9, 5e15].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.00 MB',
    '418 MB',
    '1.31 GB',
    '5,000 TB',
  ]);
  expect([0.823, 9.999, 12.44, 5321.4].map(formatDigits)).toEqual(['0.82', '10.0', '12.4', '5,321']);
  expect([0, 59.94, 59.96, 125, 3725].map(formatSeconds)).toEqual([
    '0.0 s',
    '59.9 s',
    '1:00 min',
    '2:05 min',
    '1:02:05 h',
  ]);
  expect([0, 1.234e-5, NaN].map(formatInformation)).toEqual(['0', '1.23e-5', '–']);
  expect([0.4, 65, 3600].map(formatClock)).toEqual(['0:00', '1:05', '1:00:00']);
});
