import type { TokenRow, UsesOfDay } from "#lib/access/tokens/schema.ts";
import { grouped } from "#lib/core/grouped.ts";

/** "1 request", "2 requests". */
const times = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

export const sumOf = (week: readonly UsesOfDay[], what: "asks" | "refused"): number =>
  week.reduce((sum, day) => sum + day[what], 0);

export const callsWords = (count: number): string => times(count, "call");

/** "2 batches, 1 request": what a token brought about. */
export const workWords = ({ batches, requests }: TokenRow["work"]): string =>
  [
    batches > 0 ? times(batches, "batch", "batches") : "",
    requests > 0 ? times(requests, "approval asked for", "approvals asked for") : "",
  ]
    .filter(Boolean)
    .join(", ");
