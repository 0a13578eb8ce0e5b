import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { users } from "./0001-users.ts";
import { connections } from "./0002-connections.ts";
import { members } from "./0003-members.ts";
import { sync } from "./0004-sync.ts";
import { journal } from "./0005-journal.ts";
import { people } from "./0010-people.ts";
import { batches } from "./0011-batches.ts";
import { rotation } from "./0012-rotation.ts";
import { intake } from "./0013-intake.ts";
import { offboarding } from "./0014-offboarding.ts";
import { identity } from "./0020-identity.ts";
import { grants } from "./0021-grants.ts";
import { audit } from "./0023-audit.ts";
import { approvals } from "./0024-approvals.ts";
import { asked } from "./0030-asked.ts";
import { effects } from "./0033-effects.ts";
import { doors } from "./0034-doors.ts";
import { tokenAge } from "./0035-token-age.ts";
import { eventMacs } from "./0036-event-macs.ts";
import { locks } from "./0038-locks.ts";
import { unread } from "./0039-unread.ts";
import { leaseHolders } from "./0040-lease-holders.ts";
import { orgRoleOrder } from "./0041-org-role-order.ts";
import { views } from "./0042-views.ts";
import { taskLinks } from "./0043-task-links.ts";
import { leftOut } from "./0044-left-out.ts";
import { schedules } from "./0050-schedules.ts";
import { ends } from "./0051-ends.ts";
import { reviews } from "./0052-reviews.ts";
import { notices } from "./0053-notices.ts";
import { apiTokens } from "./0100-api-tokens.ts";
import { plans } from "./0101-plans.ts";
import { tokenTrail } from "./0104-token-trail.ts";
import { memberDigests } from "./0105-member-digests.ts";
import { countedMembers } from "./0106-counted-members.ts";

export type MigrationStep = (db: Kysely<unknown>, dialect: DialectName) => Promise<void>;

/**
 * Every migration by the name that the store remembers it by. Listed here rather than found on disk: they are bundled.
 * A released one never changes; a new one gets the next number.
 */
export const MIGRATIONS: Record<string, MigrationStep> = {
  "0001-users": users,
  "0002-connections": connections,
  "0003-members": members,
  "0004-sync": sync,
  "0005-journal": journal,
  "0010-people": people,
  "0011-batches": batches,
  "0012-rotation": rotation,
  "0013-intake": intake,
  "0014-offboarding": offboarding,
  "0020-identity": identity,
  "0021-grants": grants,
  "0023-audit": audit,
  "0024-approvals": approvals,
  "0030-asked": asked,
  "0033-effects": effects,
  "0034-doors": doors,
  "0035-token-age": tokenAge,
  "0036-event-macs": eventMacs,
  "0038-locks": locks,
  "0039-unread": unread,
  "0040-lease-holders": leaseHolders,
  "0041-org-role-order": orgRoleOrder,
  "0042-views": views,
  "0043-task-links": taskLinks,
  "0044-left-out": leftOut,
  "0050-schedules": schedules,
  "0051-ends": ends,
  "0052-reviews": reviews,
  "0053-notices": notices,
  "0100-api-tokens": apiTokens,
  "0101-plans": plans,
  "0104-token-trail": tokenTrail,
  "0105-member-digests": memberDigests,
  "0106-counted-members": countedMembers,
};
