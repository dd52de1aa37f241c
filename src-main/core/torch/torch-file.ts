/** What lies where in a file that torch.save wrote, in either of its forms; nothing that the file contains is run. */
import { WeirError } from '../../contract/error.ts';
import { type OpenFile, readBytes } from '../files/disk.ts';
import type { Header } from '../safetensors/header.ts';
import { readLegacyForm } from './legacy-form.ts';
import { readZipForm } from './zip-form.ts';

/** As a safetensors header's, but its tensors may share bytes and leave others between them. */
export type TensorTable = Pick<Header, 'tensors' | 'metadata'>;

const LFS_POINTER = 'a Git LFS pointer';

/** By how a file begins: what it is, where torch.save writes it, or what else is known by that. */
const BEGINNINGS: readonly (readonly [beginning: string, at: number, read: typeof readZipForm | string])[] = [
  ['PK\x03\x04', 0, readZipForm],
  ['\x80', 0, readLegacyForm],
  ['ustar', 257, 'a tar file, as the first versions of torch.save wrote'],
  ['GGUF', 0, 'GGUF'],
  ['\x89HDF', 0, 'HDF5'],
  ['version https://git-lfs', 0, LFS_POINTER],
];

/** Whether a file begins as both forms do, and no safetensors file of any size that exists. */
export async function looksLikeTorch(open: OpenFile): Promise<boolean> {
  return typeof (await recognise(open)) === 'function';
}

/** Every tensor with its place in the file. Throws 'invalid-file' or 'unsupported', in one sentence. */
export async function readTorchFile(open: OpenFile): Promise<TensorTable> {
  const read = await recognise(open);
  if (typeof read === 'function') return { tensors: await read(open), metadata: {} };
  const found = read ?? 'neither a zip file nor a pickle';
  const message = `'${open.path}' is ${found}; expected what torch.save writes.`;
  const hint = 'Fetch the file itself with `git lfs pull`.';
  throw new WeirError('invalid-file', message, found === LFS_POINTER ? { hint } : {});
}

async function recognise(open: OpenFile): Promise<(typeof BEGINNINGS)[number][2] | undefined> {
  const bytes = (await readBytes(open, 0, Math.min(open.size, 512))).toString('latin1');
  return BEGINNINGS.find(([beginning, at]) => bytes.startsWith(beginning, at))?.[2];
}
