/** Tells what a recipe would merge with what weight, before a weight or a Fisher is read. */
import type { CommandInput } from '../../contract/commands.ts';
import type { PlanRecord } from '../../contract/records.ts';
import { hashPlan, planMerge } from '../../core/merge/plan.ts';
import { formatPlan } from '../../core/merge/plan-text.ts';
import { openRecipe } from './open-recipe.ts';

export async function runPlan({ recipe: path }: CommandInput<'plan'>): Promise<PlanRecord> {
  await using open = await openRecipe(path);
  const plan = planMerge(open);
  return { text: formatPlan(plan), plan, hash: hashPlan(plan) };
}
