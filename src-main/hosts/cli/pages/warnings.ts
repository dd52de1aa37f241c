/** What the user should read beside a result. */
import type { Paint } from '../paint.ts';

export function printWarnings(warnings: readonly string[], paint: Paint): string[] {
  return warnings.flatMap((warning) => ['', `${paint('bold', 'Mind:')} ${warning}`]);
}
