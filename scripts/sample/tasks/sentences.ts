/** Grammaticality: subject and verb, determiner and noun agree in number, or do not. */
import type { Grammar } from '../grammar.ts';
import { drawByLabel, type SampleTask } from '../task.ts';

const grammar: Grammar = {
  acceptable: [
    '{one} {near} {verb}s {something}',
    '{many} {near} {verb} {something}',
    '{one} {near} is {state}',
    '{many} {near} are {state}',
    '{one} does not {verb} {something}',
    '{many} do not {verb} {something}',
  ],
  unacceptable: [
    '{one} {near} {verb} {something}',
    '{many} {near} {verb}s {something}',
    '{one} {near} are {state}',
    '{many} {near} is {state}',
    '{one} does not {verb}s {something}',
    '{many} does not {verb} {something}',
    '{wrong} {near} {verb}s {something}',
    '{wrong} {near} {verb} {something}',
    '{something} {verb}s {one} the',
    '{one} {something} {verb}s',
  ],
  one: ['the {quality} {noun}', 'this {quality} {noun}', 'every {noun}', 'a {quality} {noun}'],
  many: ['the {quality} {noun}s', 'these {quality} {noun}s', 'many {noun}s', 'all {quality} {noun}s'],
  wrong: ['these {quality} {noun}', 'this {quality} {noun}s', 'every {noun}s', 'many {noun}'],
  something: ['{one}', '{many}'],
  near: ['', '', 'near {something}', 'with {something}'],
  quality: ['', '', 'young', 'new', 'good', 'bad', 'fast', 'slow', 'strong', 'weak'],
  state: ['old', 'new', 'happy', 'cold', 'broken', 'strong', 'weak', 'clever'],
  noun: [
    'teacher',
    'doctor',
    'student',
    'star',
    'bank',
    'team',
    'phone',
    'camera',
    'car',
    'book',
    'bird',
    'king',
    'river',
    'minister',
  ],
  verb: ['like', 'love', 'fear', 'need', 'trust', 'stop', 'test', 'sell', 'want', 'beat'],
};

const labels = ['unacceptable', 'acceptable'];

export const sentences: SampleTask = {
  name: 'sentences',
  about: 'Is a sentence grammatical?',
  grammar,
  labels,
  written: 'id',
  columns: { text: ['sentence'], label: 'acceptable' },
  odd: 0,
  draw: drawByLabel(grammar, labels),
};
