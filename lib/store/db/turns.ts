import "server-only";

type Waiting = { isPatient: boolean; resolve: () => void };

/** One at a time, in the order in which they asked; who is patient lets everybody else go first. */
export class Turns {
  #isTaken = false;
  #waiting: Waiting[] = [];
  #wanted = Promise.withResolvers<void>();

  /** Whether somebody waits who is not patient. */
  get isWanted(): boolean {
    return this.#waiting.some(({ isPatient }) => !isPatient);
  }

  /** Resolves when somebody waits who is not patient. */
  wanted(): Promise<void> {
    return this.isWanted ? Promise.resolve() : this.#wanted.promise;
  }

  /** Resolves when it is one's turn, to what ends it. */
  async next(isPatient = false): Promise<() => void> {
    if (this.#isTaken) await this.#wait(isPatient);
    this.#isTaken = true;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const following = this.#waiting.shift();
      // Handed over, never free in between: who asks meanwhile stands at the end.
      if (following) following.resolve();
      else this.#isTaken = false;
    };
  }

  #wait(isPatient: boolean): Promise<void> {
    return new Promise((resolve) => {
      const behind = isPatient ? -1 : this.#waiting.findIndex((other) => other.isPatient);
      this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, { isPatient, resolve });
      if (isPatient) return;
      this.#wanted.resolve();
      this.#wanted = Promise.withResolvers<void>();
    });
  }
}
