/** A matrix as CSV, JSON and LaTeX. */
import { describe, expect, it } from 'vitest';
import { exportSweep } from '../../src-main/contract/sweep-export.ts';
import { cell, record, scores } from './sweep-records.ts';

const swept = record({
  methods: [
    { name: 'average', method: 'average', settings: {} },
    { name: 'mask_1, 50 %', method: 'fisher-mask', settings: {} },
  ],
  cells: [cell(0, 0, scores({ a: 0.4, b: 0.4 })), cell(0, 1, scores({ a: 0.8, b: 0.5 }))],
});
const CHOICE = { measure: 'relative' } as const;

describe('a matrix', () => {
  it('is a row a method and set in CSV', () => {
    expect(exportSweep(swept, CHOICE, 'csv').split('\n')).toEqual([
      'method,set,value,difference,spread,low,high,best,merges,evidenceSeconds,mergeSeconds',
      'average,a+b,0.65,0,,,,false,1,0,1',
      'average,all sets,0.65,0,,,,false,1,0,1',
      '"mask_1, 50 %",a+b,1,0.35,,,,true,1,0,1',
      '"mask_1, 50 %",all sets,1,0.35,,,,true,1,0,1',
      '',
    ]);
  });

  it('is the same in JSON', () => {
    const rows = JSON.parse(exportSweep(swept, CHOICE, 'json')) as readonly object[];
    expect(rows).toHaveLength(4);
    expect(rows[2]).toMatchObject({ method: 'mask_1, 50 %', set: 'a+b', value: 1, best: true, spread: null });
  });

  it('has the best in bold in LaTeX, and its names escaped', () => {
    expect(exportSweep(swept, CHOICE, 'latex')).toContain(
      'mask\\_1, 50 \\% & \\textbf{1.000} & \\textbf{1.000} & $+0.350$ \\\\',
    );
  });
});
