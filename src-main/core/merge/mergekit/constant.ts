/** A parameter of mergekit as one value: there it may vary over the layers, and by the names of tensors. */
import { isObject } from '../../files/json.ts';

export type Constant = { readonly value: unknown } | { readonly varies: 'by layer' | 'by tensor' };

/** A list of numbers is spread over the layers; in a list of values with filters, a tensor takes the first whose filter its name holds. */
export function findConstant(setting: unknown): Constant {
  if (!Array.isArray(setting) || setting.length === 0) return { value: setting };
  const entries = setting as readonly unknown[];
  if (!entries.every(isObject)) return agree(entries, 'by layer');
  const last = entries.findIndex(({ filter = '*' }) => filter === null || filter === '*');
  // Tensors that no filter takes would have what is said elsewhere.
  if (last < 0) return { varies: 'by tensor' };
  const values = entries.slice(0, last + 1).map((entry) => findConstant(entry.value));
  const varying = values.find((one) => 'varies' in one);
  return (
    varying ??
    agree(
      values.map((one) => 'value' in one && one.value),
      'by tensor',
    )
  );
}

function agree(values: readonly unknown[], how: 'by layer' | 'by tensor'): Constant {
  const [first] = values;
  return values.every((value) => value === first) ? { value: first } : { varies: how };
}
