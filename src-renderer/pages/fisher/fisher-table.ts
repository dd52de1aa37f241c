/** Fishers as a table of numbers: a line a mask node, as CSV. */
import { valueAt } from '../../draw/matrix.ts';
import type { ChosenFisher } from './chosen-fisher.ts';
import { nameBoth, type Shares } from './panels.ts';

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Layers, heads and neurons are counted from 0, as tensors' names count them. */
export function writeFisherTable(chosen: readonly ChosenFisher[], shares: Shares | undefined): string {
  const names = nameBoth(chosen).map(quote);
  const lines = [['layer', 'node', 'number', ...names, ...(shares ? ['share'] : [])].join(',')];
  const most = Math.max(...chosen.map(({ heads }) => heads.rows));
  for (const kind of ['heads', 'neurons'] as const) {
    const widest = Math.max(...chosen.map((one) => one[kind].columns));
    for (let row = 0; row < most; row++) {
      for (let unit = 0; unit < widest; unit++) {
        const values = [...chosen.map((one) => one[kind]), ...(shares ? [shares[kind]] : [])].map((matrix) =>
          row < matrix.rows && unit < matrix.columns ? valueAt(matrix, row, unit) : '',
        );
        lines.push([row, kind === 'heads' ? 'head' : 'neuron', unit, ...values].join(','));
      }
    }
  }
  return [...lines, ''].join('\n');
}
