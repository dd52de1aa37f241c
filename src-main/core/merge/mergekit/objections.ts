/** What is said of a recipe that Weir does not follow: that it is wrong, or that Weir lacks what it asks for. */
import { WeirError } from '../../../contract/error.ts';
import { refuse } from '../recipe-complaint.ts';
import type { Path, RecipeText } from '../recipe-text.ts';

/** Each makes an error of what stands at a place; the complaint goes on from "Recipe 'x.yml'". */
export interface Objections {
  /** Of what mergekit would refuse, or read otherwise than it looks. */
  readonly refuse: (place: Path, complaint: string) => WeirError;
  /** Of what mergekit does and Weir does not. */
  readonly lack: (place: Path, complaint: string) => WeirError;
}

export function createObjections(read: RecipeText, source: string): Objections {
  const wrong: Objections['refuse'] = (place, complaint) => refuse(complaint, source, read.lineOf(place));
  return {
    refuse: wrong,
    lack: (place, complaint) => {
      const { message, hint } = wrong(place, complaint);
      return new WeirError('unsupported', message, hint === undefined ? {} : { hint });
    },
  };
}
