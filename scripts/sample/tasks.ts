/** The tasks of the sample. */
import type { SampleTask } from './task.ts';
import { answers } from './tasks/answers.ts';
import { headlines } from './tasks/headlines.ts';
import { reviews } from './tasks/reviews.ts';
import { sentences } from './tasks/sentences.ts';

export const TASKS: readonly SampleTask[] = [reviews, headlines, answers, sentences];
