/** The README.md of a folded adapter: a model card with what was folded into what. */

export interface AdapterCard {
  readonly title: string;
  /** What the base is called. */
  readonly base: string;
  /** The adapter's folder. */
  readonly adapter: string;
  /** Of the weights, SHA-256. */
  readonly hashes: { readonly base: string; readonly adapter: string };
  /** Of Weir. */
  readonly version: string;
}

export function formatAdapterCard({ title, base, adapter, hashes, version }: AdapterCard): string {
  return [
    '---',
    'library_name: transformers',
    'tags:',
    '  - weir',
    '  - lora',
    `base_model: ${JSON.stringify(base)}`,
    'base_model_relation: finetune',
    '---',
    '',
    `# ${code(title)}`,
    '',
    `A LoRA adapter folded into its base by Weir ${version}.`,
    '',
    '| | | weights (SHA-256) |',
    '|---|---|---|',
    `| adapter | ${code(adapter)} | ${hashes.adapter} |`,
    `| base | ${code(base)} | ${hashes.base} |`,
    '',
  ].join('\n');
}

/** A name as it is, whatever Markdown would make of it, in a cell of a table as well. */
function code(text: string): string {
  return `\`${text.replace(/[`|\r\n]/g, ' ')}\``;
}
