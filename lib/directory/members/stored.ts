import "server-only";
import { hash } from "node:crypto";
import type { Selectable } from "kysely";
import { newId, nowIso } from "#lib/core/ids.ts";
import {
  bit,
  bitOrNull,
  problemsText,
  trackedBy,
  vendorColumns,
  type WrittenBy,
} from "#lib/store/db/synced-rows.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { emailKey, textKey } from "#lib/store/db/text-key.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import type { TeamRole, VendorMember } from "#lib/vendors/port.ts";

export type StoredMember = Selectable<Tables["members"]>;
export type MemberTeam = { id: string; connectionId: string; vendor: VendorId };

export const RANKS: Record<TeamRole, number> = { owner: 0, admin: 1, member: 2 };

/** What a vendor's answer says: compared with the stored row, written when it differs. */
export const DATA = vendorColumns<
  StoredMember,
  "id" | "team_id" | "connection_id" | "vendor" | "user_id" | "person_id" | "first_seen_at"
>({
  email: true,
  email_key: true,
  name: true,
  sort_key: true,
  search_key: true,
  avatar_url: true,
  profile_url: true,
  role: true,
  role_rank: true,
  vendor_role: true,
  org_role: true,
  in_org: true,
  status: true,
  joined_at: true,
  last_active_at: true,
  sso: true,
  spaces: true,
  teams: true,
  sites: true,
  problems: true,
  digest: true,
});
export const TRACKED = ["missed", "touched_at", "removed_at"] as const;

/** What a row shows for a person: name, else e-mail, else id. */
export const shownName = (person: {
  name: string;
  email?: string | null | undefined;
  userId: string;
}): string => person.name || person.email || person.userId;

function keysOf(member: VendorMember) {
  const [name, email, userId] = [textKey(member.name), textKey(member.email ?? ""), textKey(member.userId)];
  return {
    email_key: emailKey(member.email),
    sort_key: member.name ? name : member.email ? email : userId,
    search_key: `${name}\n${email}\n${userId}`,
  };
}

/** Names what a vendor's answer says of a member. Another number where rows are to be made differently of the same answer. */
export const digestOf = (member: VendorMember): string =>
  `1${hash("sha1", JSON.stringify(member), "base64url")}`;

/** What a vendor says of somebody now, and its digest. */
export type Said = { member: VendorMember; digest: string };

/** The row of a member as it is to be stored; `before` is what the store has of it. */
export function toStored(
  team: MemberTeam,
  { member, digest }: Said,
  by: WrittenBy,
  before: StoredMember | undefined,
): StoredMember {
  const email = member.email ?? null;
  // Folding is what costs in a page of a thousand people who are as before.
  const keys =
    before && before.name === member.name && before.email === email
      ? { email_key: before.email_key, sort_key: before.sort_key, search_key: before.search_key }
      : keysOf(member);
  return {
    id: before?.id ?? newId(),
    team_id: team.id,
    connection_id: team.connectionId,
    vendor: team.vendor,
    user_id: member.userId,
    // Whom another e-mail is about is said when the row is written.
    person_id: before && before.email_key === keys.email_key ? before.person_id : "",
    email,
    name: member.name,
    ...keys,
    avatar_url: member.avatarUrl ?? null,
    profile_url: member.profileUrl ?? null,
    role: member.role,
    role_rank: RANKS[member.role],
    vendor_role: member.vendorRole ?? null,
    org_role: member.orgRole ?? null,
    in_org: bit(member.orgRole !== undefined),
    status: member.status,
    joined_at: member.joinedAt ?? null,
    last_active_at: member.lastActiveAt ?? null,
    sso: bitOrNull(member.sso),
    spaces: member.spaces ?? null,
    teams: member.teams ?? null,
    sites: member.sites ?? null,
    problems: problemsText(member.problems),
    digest,
    first_seen_at: before?.first_seen_at ?? ("run" in by ? nowIso() : by.touchedAt),
    ...trackedBy(by, before),
  };
}
