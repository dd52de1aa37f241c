/** How much memory and disk work needs, told from sizes before anything is computed, and the refusal where there is not so much. */
import { statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import { WeirError } from '../../contract/error.ts';
import type { EncoderConfig } from '../../core/encoder/config.ts';
import type { Checkpoint } from '../../core/encoder/checkpoint.ts';
import type { StatisticKind } from '../../core/statistics/statistic.ts';
import type { FisherSettings } from '../../core/fisher/settings.ts';

/** Bytes. */
export interface Need {
  readonly memory: number;
  readonly disk: number;
}

/** Of Node and ONNX Runtime themselves. */
const PROGRAM = 150e6;

/** Copies of a layer's state, neurons and attention scores that are held for every token: 0.75 MB for a BERT-base with gradients. */
const KEPT = { states: 8, neurons: 2.5, scores: 2 };

const FLOAT = 4;

/** `weights`: bytes of the checkpoint's; `tokens`: of the largest batch. */
export function estimateFisher(
  config: EncoderConfig,
  weights: number,
  settings: Pick<FisherSettings, 'maxLength'>,
  tokens: number,
): Need {
  const { layers, heads, neurons } = config;
  const held = Math.max(tokens, longest(config, settings));
  const memory = PROGRAM + weights + held * layers * bytesOfToken(config, settings);
  return { memory, disk: layers * (heads + neurons) * 8 + 2 ** 16 };
}

/** Sums of float64 in memory, and as much of float32 as one run gives; of all parameters, or of the products of every layer's inputs. */
export function estimateStatistic(
  kind: StatisticKind,
  { config, weights }: Pick<Checkpoint, 'config' | 'weights'>,
  settings: Pick<FisherSettings, 'maxLength'>,
  tokens: number,
): Need {
  const { layers, hidden, neurons } = config;
  const bytes = [...weights.tensors.values()].reduce((sum, { begin, end }) => sum + end - begin, 0);
  const parameters = [...weights.tensors.values()].reduce(
    (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
    0,
  );
  const numbers = kind === 'gram' ? layers * (3 * hidden ** 2 + neurons ** 2) : parameters;
  const held = kind === 'gram' ? Math.max(tokens, longest(config, settings)) : longest(config, settings);
  const memory = PROGRAM + bytes + numbers * 5 * FLOAT + held * layers * bytesOfToken(config, settings);
  return { memory, disk: numbers * FLOAT + 2 ** 16 };
}

/** Forward only: activations of a layer or two at a time. */
export function estimateScore(
  config: EncoderConfig,
  weights: number,
  settings: Pick<FisherSettings, 'maxLength'>,
  tokens: number,
): Need {
  const held = Math.max(tokens, longest(config, settings));
  return { memory: PROGRAM + weights + held * 2 * bytesOfToken(config, settings), disk: 0 };
}

/** `encoder`, `heads`, `exports`: bytes that are written; `average`: whether a plain average is written and scored beside it. */
export function estimateMerge(
  sizes: {
    readonly encoder: number;
    readonly heads: number;
    readonly exports?: number;
    readonly average: boolean;
  },
  steps: readonly Need[],
): Need {
  const copies = sizes.average ? 2 : 1;
  return {
    memory: Math.max(PROGRAM, ...steps.map(({ memory }) => memory)),
    disk:
      copies * (sizes.encoder + sizes.heads) +
      (sizes.exports ?? 0) +
      steps.reduce((sum, { disk }) => sum + disk, 0),
  };
}

/** Throws 'no-memory' or 'no-space' where there is less than is needed. `folder`: where it will be written, there or not. */
export async function requireRoom(
  { memory, disk }: Need,
  room: {
    readonly folder: string;
    readonly freeMemory?: number;
    readonly freeDisk?: number;
  },
): Promise<void> {
  const freeMemory = room.freeMemory ?? findFreeMemory();
  if (memory > freeMemory) {
    throw new WeirError(
      'no-memory',
      `This needs about ${spell(memory)} of memory; ${spell(freeMemory)} are available.`,
      { hint: 'Close other programs, or choose a smaller maxLength.' },
    );
  }
  const freeDisk = room.freeDisk ?? (await findFreeDisk(room.folder));
  if (disk > freeDisk) {
    throw new WeirError(
      'no-space',
      `This needs about ${spell(disk)} on the disk of '${room.folder}'; ${spell(freeDisk)} are free.`,
    );
  }
}

/** Bytes that are there now: of memory, and on the disk of a folder that may not be there yet. */
export async function measureRoom(
  folder: string,
): Promise<{ readonly freeMemory: number; readonly freeDisk: number }> {
  return { freeMemory: findFreeMemory(), freeDisk: await findFreeDisk(folder) };
}

function longest({ positions }: EncoderConfig, { maxLength }: Pick<FisherSettings, 'maxLength'>): number {
  return Math.min(maxLength, positions);
}

function bytesOfToken(config: EncoderConfig, settings: Pick<FisherSettings, 'maxLength'>): number {
  const { hidden, neurons, heads } = config;
  const scores = heads * longest(config, settings);
  return FLOAT * (KEPT.states * hidden + KEPT.neurons * neurons + KEPT.scores * scores);
}

/** macOS counts as free only what nothing was ever kept in; there, only what can never fit is refused. */
function findFreeMemory(): number {
  if (process.platform === 'darwin') return totalmem();
  return process.availableMemory() || freemem();
}

async function findFreeDisk(folder: string): Promise<number> {
  const path = resolve(folder);
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch {
    // Writing says what is wrong with a root that cannot be asked.
    return dirname(path) === path ? Infinity : await findFreeDisk(dirname(path));
  }
}

function spell(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`;
}
