/** Metrics of which less is better (a table), and what follows for whoever compares scores. */
const LESS_IS_BETTER: ReadonlySet<string> = new Set(['mse', 'loss', 'perplexity']);

export function isLessBetter(metric: string): boolean {
  return LESS_IS_BETTER.has(metric);
}

/** Undefined where nothing is there to be compared with. */
export function findBestScore(metric: string, scores: readonly number[]): number | undefined {
  if (scores.length < 2) return undefined;
  return isLessBetter(metric) ? Math.min(...scores) : Math.max(...scores);
}

/** How good a score is beside an expert's: 1 is as good, and more is better. Of nothing, or of what is worse than chance, undefined. */
export function relateScore(
  metric: string,
  score: number | undefined,
  expert: number | undefined,
): number | undefined {
  if (score === undefined || expert === undefined) return undefined;
  const [part, whole] = isLessBetter(metric) ? [expert, score] : [score, expert];
  return whole > 0 ? part / whole : undefined;
}

/** Whether scores can be added up: a loss and a share have no mean that says anything. */
export function haveMean(metrics: readonly string[]): boolean {
  return !metrics.some(isLessBetter);
}
