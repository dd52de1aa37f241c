/** Asks before what cannot be undone; anything else is done and can be taken back. */

export interface Question {
  readonly title: string;
  readonly text: string;
  /** The verb on the button. */
  readonly action: string;
  readonly tone?: 'primary' | 'loss';
}

class Questions {
  open = $state.raw<Question | undefined>();
  #resolve: ((agreed: boolean) => void) | undefined;

  answer(agreed: boolean): void {
    this.open = undefined;
    this.#resolve?.(agreed);
    this.#resolve = undefined;
  }

  ask(question: Question): Promise<boolean> {
    this.answer(false);
    this.open = question;
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }
}

export const questions = new Questions();

/** @returns whether the person agreed */
export function ask(question: Question): Promise<boolean> {
  return questions.ask(question);
}
