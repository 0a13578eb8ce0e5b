import "server-only";
import { type RawBuilder, sql } from "kysely";
import { VENDOR_IDS } from "#lib/vendors/ids.ts";
import { managingOrgRole } from "#lib/vendors/managing-org-role.ts";

/** Whether a row of `members` is of somebody who manages the organization, by its vendor's own word. */
export const managesOrgSql = (): RawBuilder<boolean> => {
  const words = VENDOR_IDS.filter((vendor) => managingOrgRole(vendor) !== "").map(
    (vendor) =>
      sql`(members.vendor = ${sql.lit(vendor)} and members.org_role = ${sql.lit(managingOrgRole(vendor))})`,
  );
  return sql<boolean>`(${words.length > 0 ? sql.join(words, sql` or `) : sql`1 = 0`})`;
};
