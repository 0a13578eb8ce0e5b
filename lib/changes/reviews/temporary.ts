import "server-only";
import type { Tx } from "#lib/store/db/connection.ts";

/** "team user" of everybody in these teams whose role or membership ends by itself. */
export async function temporaryOf(_tx: Tx, _teamIds: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set();
}
