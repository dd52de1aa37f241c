/** The devices of this machine: each candidate is tried on a graph with a known answer, timed, and the fastest chosen. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { env, listSupportedBackends } from 'onnxruntime-node';
import { WeirError } from '../contract/error.ts';
import type { DeviceRecord } from '../contract/records.ts';
import type { Runtime } from '../core/graph/runtime.ts';
import { firstLine } from './failure.ts';
import { timeProduct } from './product.ts';
import { openSession } from './session.ts';

/** What each execution provider of ONNX Runtime computes on. */
const DEVICES: Readonly<Record<string, string>> = {
  cpu: 'the processor, all cores',
  webgpu: 'a GPU by Vulkan, Metal or Direct3D 12',
  cuda: "NVIDIA's CUDA",
  dml: "Windows' DirectML",
  coreml: "Apple's Core ML",
};

/** A GPU replaces the processor only when it is clearly faster, for the processor needs no copies. */
const CLEARLY = 1.5;

/** The two products: the first tells a software GPU before the second would keep it busy for a minute. */
const SMALL = [128, 128, 128] as const;
const LARGE = [1024, 1024, 1024] as const;

/** A device so many times slower than the processor on the small product is not timed on the large one. */
const HOPELESS = 20;

// ONNX Runtime tells on stderr what it also throws.
env.logLevel = 'fatal';

export function createRuntime(device: string, threads?: number): Runtime {
  return { device, open: (graph, files) => openSession(graph, { provider: device, threads }, files) };
}

/** Every device that could be, with what was found; the one that `auto` takes is marked. Throws 'no-device' where none is usable. */
export async function probeDevices(): Promise<DeviceRecord[]> {
  const records: DeviceRecord[] = [];
  for (const name of Object.keys(DEVICES)) {
    const reason = absence(name);
    const cpu = records[0]?.rate ?? 0;
    records.push(reason ? absent(name, reason) : await probe(name, cpu / HOPELESS, true));
  }
  const chosen = choose(records);
  return records.map((record) => (record === chosen ? { ...record, state: 'chosen' } : record));
}

/**
 * `auto`: the fastest device that computes rightly. A named one is only checked; throws 'no-device' when it fails.
 * `threads`: of the processor, all cores when absent.
 */
export async function chooseRuntime(name: string, threads?: number): Promise<Runtime> {
  if (name !== 'auto' && !Object.hasOwn(DEVICES, name)) {
    const known = ['auto', ...Object.keys(DEVICES)].join(', ');
    throw new WeirError('no-device', `There is no device '${name}'; known are: ${known}.`);
  }
  // Where there is nothing to choose from, nothing needs to be timed.
  const others = Object.keys(DEVICES).filter((other) => other !== 'cpu' && !absence(other));
  if (name === 'auto' && others.length > 0) {
    const chosen = (await probeDevices()).find(({ state }) => state === 'chosen');
    return createRuntime(chosen!.name, threads);
  }
  const wanted = name === 'auto' ? 'cpu' : name;
  const { state, detail } = await probe(wanted, 0, false);
  if (state !== 'usable') throw new WeirError('no-device', `Device '${wanted}' cannot be used: ${detail}.`);
  return createRuntime(wanted, threads);
}

function choose(records: readonly DeviceRecord[]): DeviceRecord {
  const usable = records.filter(({ state }) => state === 'usable');
  const cpu = usable.find(({ name }) => name === 'cpu')?.rate ?? 0;
  const [first, ...others] = usable;
  if (!first)
    throw new WeirError('no-device', 'No device of this machine computes rightly, not even the processor.');
  return others.reduce((best, other) => {
    const better = (other.rate ?? 0) > Math.max(best.rate ?? 0, CLEARLY * cpu);
    return better ? other : best;
  }, first);
}

/** Why a device need not be tried; nothing is said of one that may be there. */
function absence(name: string): string | undefined {
  const present = listSupportedBackends().some((backend) => backend.name === name);
  if (!present) return 'ONNX Runtime has no part for it on this system';
  const wired = ['/dev/dri', '/dev/nvidiactl', '/dev/dxg'].some(existsSync);
  const named = process.env.VK_DRIVER_FILES ?? process.env.VK_ICD_FILENAMES;
  if (name !== 'cpu' && process.platform === 'linux' && !wired && !named) return 'no GPU is there';
  return undefined;
}

function absent(name: string, detail: string): DeviceRecord {
  return { name, state: 'absent', detail, rate: undefined };
}

/** Checks a device by a small product; with `timed`, gives its rate at a large one unless it is below `floor` GFLOP/s. */
async function probe(name: string, floor: number, timed: boolean): Promise<DeviceRecord> {
  // Vulkan's drivers want such a folder, which a session without a screen may lack.
  if (name === 'webgpu' && process.platform === 'linux') process.env.XDG_RUNTIME_DIR ??= tmpdir();
  try {
    const small = await timeProduct(createRuntime(name), SMALL, 2);
    if (small.fault) return { name, state: 'wrong', detail: small.fault, rate: undefined };
    const large = timed && small.rate >= floor ? await timeProduct(createRuntime(name), LARGE, 3) : small;
    return { name, state: 'usable', detail: DEVICES[name]!, rate: large.rate };
  } catch (error) {
    return absent(name, firstLine(error instanceof WeirError ? error.cause : error));
  }
}
