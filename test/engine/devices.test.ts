/** Devices: what is probed, what is chosen, and that a GPU computes what the processor does. */
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../src-main/core/encoder/checkpoint.ts';
import { requireClassifier } from '../../src-main/core/task/classifier.ts';
import { input } from '../../src-main/core/graph/node.ts';
import { gemm } from '../../src-main/core/graph/operators.ts';
import type { Runtime } from '../../src-main/core/graph/runtime.ts';
import { computeMaskFisher } from '../../src-main/core/fisher/mask-fisher.ts';
import { DEFAULT_FISHER_SETTINGS } from '../../src-main/core/fisher/settings.ts';
import { chooseRuntime, createRuntime, probeDevices } from '../../src-main/engine/devices.ts';
import { gpuIsRequired, gpuIsThere } from '../gpu.ts';
import { temporaryFolder } from '../temporary.ts';
import { TINY_WORDS, writeTinyCheckpoint } from '../tiny-checkpoint.ts';

describe('a device', () => {
  it('that is not known is refused with the known ones', async () => {
    await expect(chooseRuntime('gpu')).rejects.toThrow(
      "There is no device 'gpu'; known are: auto, cpu, webgpu, cuda, dml, coreml.",
    );
  });

  it('that is not there is refused by name', async () => {
    const other = process.platform === 'darwin' ? 'dml' : 'coreml';
    await expect(chooseRuntime(other)).rejects.toThrow(`Device '${other}' cannot be used: `);
  });

  it('is chosen among those that compute rightly, and a software GPU never is', async () => {
    const devices = await probeDevices();
    const chosen = devices.filter(({ state }) => state === 'chosen');
    expect(chosen).toHaveLength(1);
    expect(devices.find(({ name }) => name === 'cpu')?.rate).toBeGreaterThan(0);
    const software = process.env.VK_DRIVER_FILES?.includes('swiftshader') === true;
    if (software) expect(chosen[0]!.name).toBe('cpu');
  });
});

describe('threads of the processor', () => {
  /** [m,k] · [k,n] of small whole numbers, whose products are exact whatever the order of the sums. */
  const [m, k, n] = [96, 64, 80];
  const values = (count: number): Float32Array =>
    Float32Array.from({ length: count }, (_, at) => (at % 7) - 3);
  const feeds = { a: { values: values(m * k), shape: [m, k] }, b: { values: values(k * n), shape: [k, n] } };
  const multiply = async (runtime: Runtime): Promise<Float32Array> => {
    await using session = await runtime.open({
      outputs: { y: gemm(input('a', [m, k]), input('b', [k, n])) },
    });
    return (await session.run(feeds)).y!;
  };

  it.each([1, 2, 64])('as many as are asked for compute the same: %i', async (threads) => {
    const product = await multiply(createRuntime('cpu', threads));
    expect(product).toEqual(await multiply(createRuntime('cpu')));
    expect(product).toEqual(await multiply(await chooseRuntime('cpu', threads)));
    // By hand, in one place.
    const sum = Array.from({ length: k }, (_, j) => feeds.a.values[5 * k + j]! * feeds.b.values[j * n + 7]!);
    expect(product[5 * n + 7]).toBe(sum.reduce((total, value) => total + value, 0));
  });
});

const runs = gpuIsRequired || gpuIsThere;
const title = runs
  ? 'the WebGPU provider'
  : 'the WebGPU provider (skipped: no GPU or Vulkan driver is there)';

describe.skipIf(!runs)(title, () => {
  it("computes the processor's mask Fisher within 1e-4", async () => {
    const folder = await writeTinyCheckpoint(await temporaryFolder());
    await using checkpoint = await openCheckpoint(folder);
    const rows = Array.from({ length: 6 }, (_, index) => {
      return {
        index,
        text: TINY_WORDS.slice(index, 2 * index + 2).join(' '),
        pair: undefined,
        label: undefined,
      };
    });
    const compute = (device: string) =>
      computeMaskFisher({
        checkpoint: requireClassifier(checkpoint),
        rows,
        readLabel: ({ index }) => [index % 2, 1 - (index % 2)],
        settings: { ...DEFAULT_FISHER_SETTINGS, maxLength: 16 },
        runtime: createRuntime(device),
        tokenBudget: 32,
        title: device,
      });
    const [cpu, gpu] = [await compute('cpu'), await compute('webgpu')];
    for (const part of ['heads', 'neurons'] as const) {
      const error = Math.hypot(...gpu[part].map((value, at) => value - cpu[part][at]!));
      expect(error / Math.hypot(...cpu[part]), part).toBeLessThanOrEqual(1e-4);
    }
  });
});
