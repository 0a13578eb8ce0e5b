import "server-only";
import { hideValue } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import type { SealBinding } from "#lib/store/crypto/key-ring.ts";

type Held = { value: string; reveal: () => void; isJournalled: boolean };
const held = () => perProcess("change-values", () => new Map<string, Held>());

/** Keeps a change's secret value in this process, out of every log line, until `dropValue`. */
export function holdValue(changeId: string, value: string): void {
  dropValue(changeId);
  held().set(changeId, { value, reveal: hideValue(value), isJournalled: false });
}

/** The value that this process holds for a change. */
export const heldValue = (changeId: string): string | undefined => held().get(changeId)?.value;

/** Their transaction is over: from now on, a change that is not in the journal needs no value any more. */
export function noteJournalled(changeIds: readonly string[]): void {
  for (const id of changeIds) {
    const one = held().get(id);
    if (one) one.isJournalled = true;
  }
}

/** Changes of the journal whose values this process holds; one that is just being written is not there to be found. */
export const journalledChangeIds = (): string[] =>
  [...held()].filter(([, { isJournalled }]) => isJournalled).map(([id]) => id);

/** Changes whose values this process holds. */
export const heldChangeIds = (): string[] => [...held().keys()];

export function dropValue(changeId: string): void {
  held().get(changeId)?.reveal();
  held().delete(changeId);
}

/** Where a waiting batch value is sealed to: it opens in no other row. */
export const valueBinding = (changeId: string): SealBinding => ({
  table: "changes",
  column: "sealed_value",
  row: changeId,
});
