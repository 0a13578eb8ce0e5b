import "server-only";

/** One at a time, in the order in which they asked. */
export class Turns {
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  /** Whether somebody waits for their turn. */
  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  /** Resolves when it is one's turn, to what ends it. */
  async next(): Promise<() => void> {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isTaken = true;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const following = this.#waiting.shift();
      // Handed over, never free in between: who asks meanwhile stands at the end.
      if (following) following();
      else this.#isTaken = false;
    };
  }
}
