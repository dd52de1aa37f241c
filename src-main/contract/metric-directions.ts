/** Metrics of which less is better (a table): what compares scores must not take the largest of these for the best. */
const LESS_IS_BETTER: ReadonlySet<string> = new Set(['mse', 'loss', 'perplexity']);

export function isLessBetter(metric: string): boolean {
  return LESS_IS_BETTER.has(metric);
}
