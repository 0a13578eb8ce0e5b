import "server-only";
import { after } from "next/server.js";

/** So long after an answer what it set off begins: a page asks for its scripts and for how its lists are first. */
const REST_MS = 1_000;

/** Runs what an answer sets off a while after it went out; outside a request, at once. */
export function afterAnswer(begin: () => void): void {
  const isSoon = whenAnswered(() => setTimeout(begin, REST_MS).unref());
  if (!isSoon) begin();
}

/** False outside a request, where there is no answer to wait for. */
function whenAnswered(task: () => void): boolean {
  try {
    after(task);
    return true;
  } catch {
    return false;
  }
}
