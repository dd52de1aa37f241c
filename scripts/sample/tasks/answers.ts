/** Pairs of a question and an answer: is the answer of the kind that the question asks for? */
import type { Random } from '../../../src-main/core/tensor/random.ts';
import { expand, pick, type Grammar } from '../grammar.ts';
import type { Draw, SampleTask } from '../task.ts';

/** Kinds of questions, and below them, under the same names, what answers them. */
const QUESTIONS: Grammar = {
  who: [
    'who {did} the {good} {thing} ?',
    'who will {use} this {thing} ?',
    'which {person} {did} the {thing} ?',
  ],
  where: [
    'where can i {use} a {good} {thing} ?',
    'where is the {good} {thing} ?',
    'in which place is the {thing} ?',
  ],
  when: [
    'when will you {use} the {thing} ?',
    'when was the {good} {thing} made ?',
    'how old is this {thing} ?',
  ],
  howMuch: [
    'how much is the {good} {thing} ?',
    'what is the price of this {thing} ?',
    'is the {good} {thing} cheap ?',
  ],
  why: [
    'why did you {use} the {thing} ?',
    'why is this {thing} {bad} ?',
    'what is {bad} about the {thing} ?',
  ],
};

const ANSWERS: Grammar = {
  who: [
    'the {person} from {city}',
    'my {person} , i think',
    'a {person} and a {person}',
    'our old {person} did',
  ],
  where: [
    'in {city} , i think',
    'near the {site} in {city}',
    'behind the old {site}',
    'at a {site} near {city}',
  ],
  when: [
    '{number} years',
    'in {number} days , i think',
    'after the {site} opens',
    'it was {number} years ago',
  ],
  howMuch: [
    '{number} dollars',
    'more than {number} dollars',
    'as much as the {site}',
    'it sells for {number} dollars',
  ],
  why: [
    'because it is {bad}',
    'it was {bad} and {bad}',
    'the {person} found it {bad}',
    'because the {site} was {bad}',
  ],
};

const grammar: Grammar = {
  ...QUESTIONS,
  did: ['made', 'found', 'sold', 'broke'],
  use: ['buy', 'sell', 'see', 'test', 'repair'],
  good: ['', 'good', 'new', 'fast', 'first', 'great'],
  bad: ['slow', 'old', 'cold', 'weak', 'broken', 'dirty'],
  thing: ['phone', 'car', 'film', 'bike', 'camera', 'book', 'picture', 'planet', 'virus', 'song'],
  person: ['teacher', 'doctor', 'student', 'coach', 'minister', 'king', 'mayor', 'runner'],
  city: ['paris', 'cairo', 'rome', 'texas', 'peru', 'kenya'],
  site: ['museum', 'bank', 'hotel', 'shop', 'river', 'market'],
  number: ['two', 'three', 'five', 'ten', 'twenty'],
};

function draw(random: Random): Draw {
  const label = random.integer(2);
  const kinds = Object.keys(QUESTIONS);
  const kind = pick(kinds, random);
  const others = kinds.filter((other) => other !== kind);
  const answered = label === 1 ? kind : pick(others, random);
  const answer = expand({ ...grammar, ...ANSWERS }, `{${answered}}`, random);
  return { texts: [expand(grammar, `{${kind}}`, random), answer], label };
}

export const answers: SampleTask = {
  name: 'answers',
  about: 'Does the answer fit the question?',
  grammar: { ...grammar, answer: Object.values(ANSWERS).flat() },
  labels: ['no', 'yes'],
  written: 'id',
  columns: { text: ['question', 'answer'], label: 'fits' },
  odd: 0,
  draw,
};
