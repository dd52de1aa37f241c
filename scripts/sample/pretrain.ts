/** Pretraining of the base by masked language modelling: which word stands behind the mask? */
import { createRandom, type Random } from '../../src-main/core/tensor/random.ts';
import type { Encoded, Tokenizer } from '../../src-main/core/tokenizer/tokenizer.ts';
import { pick } from './grammar.ts';
import { addHead, drawEncoder, sampleConfig, withoutHead, type Model } from './model.ts';
import { TASKS } from './tasks.ts';
import { train, type Example } from './train.ts';
import { buildVocabulary, SPECIAL_TOKENS } from './vocabulary.ts';

const SCHEDULE = { steps: 6000, batch: 32, rate: 2e-3 };

const VOCABULARY = buildVocabulary();

/** The words are the labels. */
const HEAD = { problem: 'single-label', labels: VOCABULARY, outputs: VOCABULARY.length } as const;

/** A base that has read texts of every task, but none of the labels; and the loss that it came down to. */
export async function pretrainBase(
  tokenizer: Tokenizer,
  seed: number,
): Promise<{ readonly base: Model; readonly loss: number }> {
  const random = createRandom(seed);
  const config = sampleConfig();
  const model = addHead(drawEncoder(config, random), config, HEAD.outputs, random);
  const loss = await train(model, {
    ...SCHEDULE,
    config,
    head: HEAD,
    trained: [...model.keys()],
    draw: () => maskOneWord(drawText(tokenizer, config.positions, random), random),
  });
  return { base: withoutHead(model), loss };
}

function drawText(tokenizer: Tokenizer, maxLength: number, random: Random): Encoded {
  const task = pick(TASKS, random);
  let draw = task.draw(random);
  while (draw.label === task.odd) draw = task.draw(random);
  return tokenizer.encode(draw.texts[0]!, draw.texts[1], maxLength);
}

const idOf = (token: keyof typeof SPECIAL_TOKENS) => VOCABULARY.indexOf(SPECIAL_TOKENS[token]);
const MASK = idOf('mask_token');
const NO_WORDS: ReadonlySet<number> = new Set([idOf('cls_token'), idOf('sep_token')]);

/**
 * The encoder answers from its first token, and positions are inputs of their own: the masked word changes places
 * with the first token and keeps its position, so that it is the one that answers.
 */
export function maskOneWord({ ids, types }: Encoded, random: Random): Example {
  const places = [...ids.keys()].filter((at) => !NO_WORDS.has(ids[at]!));
  const masked = pick(places, random);
  const swap = (values: readonly number[]) => values.with(0, values[masked]!).with(masked, values[0]!);
  return {
    ids: swap(ids.with(masked, MASK)),
    types: swap(types),
    positions: swap([...ids.keys()]),
    target: VOCABULARY.map((_, id) => Number(id === ids[masked])),
  };
}
