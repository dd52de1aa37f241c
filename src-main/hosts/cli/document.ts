/** A record as the one JSON document of `--json`. */

/** A line of JSON. Typed arrays become arrays; what is absent or not finite becomes null, so that a record's keys are always all there. */
export function formatDocument(record: unknown): string {
  return `${JSON.stringify(record, (_, value: unknown) => spell(value))}\n`;
}

function spell(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'bigint') return Number(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>);
  return value;
}
