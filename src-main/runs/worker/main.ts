/** The worker: a child process that does one piece of work, reports how far it is, and ends. */
import { asWeirError, WeirError } from '../../contract/error.ts';
import type { Work, Worker } from '../../contract/work.ts';
import { removeUnfinished, watchUnfinished } from '../../core/files/unfinished.ts';
import type { FromWorker, ToWorker } from '../worker-protocol.ts';
import { createThrottle } from './throttle.ts';
import { createUsage } from './usage.ts';

/** Each is loaded when it is asked for: a scan needs no ONNX Runtime. */
const WORK: { readonly [W in Work]: () => Promise<Worker<W>> } = {
  import: async () => (await import('./import.ts')).runImport,
  fingerprint: async () => (await import('./fingerprint.ts')).runFingerprint,
  fisher: async () => (await import('./fisher.ts')).runFisher,
  score: async () => (await import('./score.ts')).runScore,
  plan: async () => (await import('./plan.ts')).runPlan,
  check: async () => (await import('./check.ts')).runCheck,
  look: async () => (await import('./look.ts')).runLook,
  labels: async () => (await import('./labels.ts')).runLabels,
  predict: async () => (await import('./predict.ts')).runPredict,
  merge: async () => (await import('./merge.ts')).runMerge,
  sweep: async () => (await import('./sweep.ts')).runSweep,
  search: async () => (await import('./search.ts')).runSearch,
  devices: async () => (await import('./devices.ts')).runDevices,
  bench: async () => (await import('./bench.ts')).runBench,
};

/** Milliseconds from a cancellation, or the host's death, to the end: what is under way may take seconds and cannot be stopped. */
const GRACE = 300;

/** Milliseconds between two reports. */
const PAUSE = 100;

const controller = new AbortController();

/** Ends without the ways out that a busy ONNX Runtime would not survive. */
function perish(): void {
  removeUnfinished();
  process.kill(process.pid, 'SIGKILL');
}

function stop(reason: string): void {
  if (controller.signal.aborted) return;
  controller.abort(new WeirError('cancelled', reason));
  setTimeout(perish, GRACE);
}

function say(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected) resolve();
    else
      process.send?.(message, () => {
        resolve();
      });
  });
}

async function begin({ work, input, surroundings }: ToWorker & { type: 'begin' }): Promise<void> {
  const measure = createUsage();
  const throttle = createThrottle(PAUSE, (progress) => {
    void say({ type: 'progress', progress, usage: measure() });
  });
  const control = { signal: controller.signal, report: throttle.offer };
  let ending: FromWorker;
  try {
    // Input and function belong together by their name, which the compiler loses sight of.
    const run = (await WORK[work]()) as Worker<Work>;
    const result = await run(input as never, control, surroundings);
    throttle.flush();
    ending = { type: 'done', result };
  } catch (error) {
    const { code, message, hint } = asWeirError(error);
    ending = { type: 'failed', failure: { code, message, hint } };
  }
  await say(ending);
  // The channel alone would keep it alive.
  process.disconnect();
}

watchUnfinished((paths) => void say({ type: 'unfinished', paths }));

// Ctrl-C reaches the whole group of a terminal; the host says whether it means this work.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => {
  stop('The host is gone.');
});
process.on('message', (message: ToWorker) => {
  if (message.type === 'cancel') stop('Cancelled.');
  else void begin(message);
});
