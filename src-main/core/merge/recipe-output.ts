/** What a recipe says of its output: the type of its numbers, its vocabulary, and whether it is written as ONNX too. */
import { z } from 'zod';
import type { FloatDType } from '../tensor/float.ts';
import { strictObject } from './strict-object.ts';

/** By what recipes call them. */
export const OUTPUT_DTYPES = { float32: 'F32', float16: 'F16', bfloat16: 'BF16' } as const satisfies Record<
  string,
  FloatDType
>;

export type OutputDType = (typeof OUTPUT_DTYPES)[keyof typeof OUTPUT_DTYPES];

export const OUTPUT_DTYPE_NAMES = Object.keys(OUTPUT_DTYPES) as (keyof typeof OUTPUT_DTYPES)[];

/** What becomes of the tokens that some models have and others lack: each task keeps its own, all get those of all, or there are none. */
export const VOCABULARY_CHOICES = ['own', 'merge', 'same'] as const;

export type VocabularyChoice = (typeof VOCABULARY_CHOICES)[number];

export const OUTPUT = strictObject({
  dtype: z.enum(OUTPUT_DTYPE_NAMES).default('float32'),
  vocabulary: z.enum(VOCABULARY_CHOICES).default('own'),
  onnx: z.boolean().optional(),
}).prefault({});
