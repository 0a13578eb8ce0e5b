import "server-only";
import { perProcess } from "./per-process.ts";

/** The longest that a bite of background work waits for requests: where there is always one, it goes on all the same. */
const MOST_MS = 100;

type Desk = { open: number; waiting: Set<() => void> };
const desk = () => perProcess("requests-open", (): Desk => ({ open: 0, waiting: new Set() }));

/** A request is being answered. Call what this returns when that is over. */
export function answering(): () => void {
  const state = desk();
  state.open += 1;
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    state.open -= 1;
    if (state.open > 0) return;
    for (const goOn of state.waiting) goOn();
    state.waiting.clear();
  };
}

/**
 * Lets whatever waits in this process go first, requests above all. Long work in the background calls it between its bites.
 * `early`: ends the wait, for a request may need what the work holds.
 */
export async function giveWay(early?: Promise<void>): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  const { open, waiting } = desk();
  if (open === 0) return;
  await new Promise<void>((resolve) => {
    const goOn = () => {
      clearTimeout(timer);
      waiting.delete(goOn);
      resolve();
    };
    const timer = setTimeout(goOn, MOST_MS);
    waiting.add(goOn);
    void early?.then(goOn);
  });
}
