import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex } from "./define.ts";

/** An organization's people by their role in it: a page of that order is a walk along this index. */
export async function orgRoleOrder(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createIndex(db, dialect, {
    on: "members",
    columns: ["team_id", "org_role?", "sort_key", "id"],
    present: true,
  });
}
