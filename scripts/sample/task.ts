/** What a task of the sample is: a grammar, a way to draw a labelled text from it, and the look of its files. */
import type { Random } from '../../src-main/core/tensor/random.ts';
import { expand, pick, type Grammar } from './grammar.ts';

export interface SampleTask {
  readonly name: string;
  /** What its texts are and what is asked of them, for people. */
  readonly about: string;
  readonly grammar: Grammar;
  /** In the order of their ids. */
  readonly labels: readonly string[];
  /** How its files write a label. */
  readonly written: 'name' | 'id';
  /** The header of its files: one text column or two, then the label's. */
  readonly columns: { readonly text: readonly string[]; readonly label: string };
  /** The label of texts that nobody would write; the base never reads one. */
  readonly odd?: number;
  readonly draw: (random: Random) => Draw;
}

export interface Draw {
  readonly texts: readonly string[];
  /** Its id. */
  readonly label: number;
}

/** For grammars that have a symbol of each label's name. */
export function drawByLabel(grammar: Grammar, labels: readonly string[]): SampleTask['draw'] {
  return (random) => {
    const name = pick(labels, random);
    return { texts: [expand(grammar, `{${name}}`, random)], label: labels.indexOf(name) };
  };
}
