/** The tensors that a checkpoint of a configuration has, by the names of a whole model: what a test or a bench writes. */
import type { EncoderConfig } from '../encoder/config.ts';
import { FAMILIES } from '../encoder/families.ts';
import { listParameters } from '../encoder/parameters.ts';
import { listHeadTensors, type NamedShape } from './head.ts';
import { HEAD_KINDS } from './task-head.ts';

/** Encoder first, with the prefix where there is a task head. Linear weights are [out, in] unless the family keeps them otherwise. */
export function listModelTensors(config: EncoderConfig): NamedShape[] {
  const family = FAMILIES[config.family]!;
  const { prefix, heads } = family;
  const { head } = config;
  const row = head && heads[HEAD_KINDS[head.problem]];
  const encoder = listParameters(config, family).map(({ name, shape }) => ({
    name: config.head ? prefix + name : name,
    shape,
  }));
  return [...encoder, ...(head && row ? listHeadTensors(row, config, head) : [])];
}
