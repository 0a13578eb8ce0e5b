import "server-only";
import type { Tx } from "#lib/store/db/connection.ts";
import { appendEvent } from "./append.ts";
import { CARRY_ACTION } from "./names.ts";

/**
 * Says again what the log recorded of each connection's sealed token, which guards against older copies of it: before the
 * event that said so is removed, or because that one bears no MAC. `digestOf` gives what was recorded, and undefined where
 * nothing needs to be said; null records that no token is known.
 */
export async function carryTokens(
  tx: Tx,
  digestOf: (connectionId: string) => Promise<string | null | undefined>,
): Promise<void> {
  const connections = await tx.selectFrom("connections").select(["id", "label", "vendor"]).execute();
  for (const { id, label, vendor } of connections) {
    const sealedToken = await digestOf(id);
    if (sealedToken === undefined) continue;
    await appendEvent(tx, {
      action: CARRY_ACTION,
      actor: "system",
      outcome: "done",
      connectionId: id,
      facts: { label, vendor, sealedToken },
    });
  }
}
