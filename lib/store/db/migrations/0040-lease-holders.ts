import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { addColumn } from "./define.ts";

/** Which process holds a delivery, or the sending of the audit log: one that lost its lease writes nothing more. */
export async function leaseHolders(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await addColumn(db, dialect, "webhook_deliveries", "lease_holder", "text?");
  await addColumn(db, dialect, "audit_streams", "lease_holder", "text?");
}
