/** Tells what a recipe would merge with what weight, before a weight or a Fisher is read. */
import type { PlanRecord } from '../../contract/records.ts';
import type { WorkInput } from '../../contract/work.ts';
import { hashPlan, planMerge } from '../../core/merge/plan.ts';
import { formatPlan } from '../../core/merge/plan-text.ts';
import { openRecipe } from './open-recipe.ts';

export async function runPlan({ recipe }: WorkInput<'plan'>): Promise<PlanRecord> {
  await using open = await openRecipe(recipe);
  const plan = planMerge(open);
  return { text: formatPlan(plan), plan, hash: hashPlan(plan) };
}
