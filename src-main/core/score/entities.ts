/** Entities among labelled words, counted as CoNLL's evaluation does (Tjong Kim Sang and De Meulder 2003) and seqeval by default. */

/** Label names, a sentence each: `B-PER`, `I-PER`, `O`; endings and single words (`E-`, `S-`, `L-`, `U-`) count too. */
export type Sentences = readonly (readonly string[])[];

export interface EntityCounts {
  readonly right: number;
  readonly predicted: number;
  readonly actual: number;
}

/** An entity counts as right where its kind, its first and its last word are. */
export function countEntities(predicted: Sentences, actual: Sentences): EntityCounts {
  const counts = { right: 0, predicted: 0, actual: 0 };
  for (const [at, labels] of actual.entries()) {
    const truth = new Set(findEntities(labels));
    const found = findEntities(predicted[at] ?? []);
    counts.right += found.filter((entity) => truth.has(entity)).length;
    counts.predicted += found.length;
    counts.actual += truth.size;
  }
  return counts;
}

interface Tag {
  readonly prefix: string;
  readonly kind: string;
}

const OUTSIDE: Tag = { prefix: 'O', kind: '' };

/** Prefixes after which an entity has ended, and those that begin one. */
const ENDS = new Set(['E', 'L', 'S', 'U']);
const BEGINS = new Set(['B', 'S', 'U']);

/** `kind first last` of each entity: a change of kind ends one and begins another, whatever the prefixes say. */
function findEntities(labels: readonly string[]): string[] {
  const entities: string[] = [];
  let begin = 0;
  let before = OUTSIDE;
  for (let at = 0; at <= labels.length; at++) {
    const tag = at < labels.length ? readTag(labels[at]!) : OUTSIDE;
    if (before.prefix !== 'O' && hasEnded(before, tag)) entities.push(`${before.kind} ${begin} ${at - 1}`);
    if (tag.prefix !== 'O' && hasBegun(before, tag)) begin = at;
    before = tag;
  }
  return entities;
}

/** Where there is one kind alone, it may go without a name: `B`, `I`. */
function readTag(label: string): Tag {
  const [, prefix, kind = ''] = /^([BIESLU])(?:[-_](.*))?$/s.exec(label) ?? [];
  if (prefix !== undefined) return { prefix, kind };
  // A label without a prefix is an entity as long as its words follow each other.
  return label === 'O' ? OUTSIDE : { prefix: 'I', kind: label };
}

function hasEnded(before: Tag, tag: Tag): boolean {
  return ENDS.has(before.prefix) || tag.prefix === 'O' || BEGINS.has(tag.prefix) || tag.kind !== before.kind;
}

function hasBegun(before: Tag, tag: Tag): boolean {
  return (
    BEGINS.has(tag.prefix) || before.prefix === 'O' || ENDS.has(before.prefix) || tag.kind !== before.kind
  );
}
