/** The known names that an unknown one looks like, by the pairs of letters that they share. */

/** Less alike than this is no suggestion. */
const ALIKE = 0.4;

function listPairs(name: string): string[] {
  const text = ` ${name.toLowerCase()} `;
  return Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2));
}

/** Up to `most` names, the likest first: twice the shared pairs over all pairs of both (Dice's coefficient). */
export function findNearestNames(name: string, known: Iterable<string>, most = 3): string[] {
  const wanted = new Set(listPairs(name));
  const found: { readonly name: string; readonly alike: number }[] = [];
  for (const candidate of known) {
    const pairs = new Set(listPairs(candidate));
    const alike = (2 * [...pairs].filter((pair) => wanted.has(pair)).length) / (wanted.size + pairs.size);
    if (alike >= ALIKE) found.push({ name: candidate, alike });
  }
  return found
    .sort((a, b) => b.alike - a.alike || a.name.localeCompare(b.name))
    .slice(0, most)
    .map((one) => one.name);
}
