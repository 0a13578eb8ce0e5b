import { z } from "zod";
import { pagedSchema } from "#lib/core/filter/schema.ts";
import type { Undoable, Words } from "#lib/directory/activity/schema.ts";
import type { RoleEnd } from "#lib/directory/ends/schema.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import { PERSON_FIELDS } from "#lib/directory/people/filter.ts";
import type { RowPage, TeamRow } from "#lib/directory/teams/schema.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import type { MemberStatus, Reach, TeamRole } from "#lib/vendors/port.ts";

/** One membership as a row of the table of people shows it. */
export type PersonTeam = {
  teamId: string;
  vendor: VendorId;
  kind: "team" | "organization";
  name: string;
  role: TeamRole;
  /** In an organization's own list: the vendor's word; undefined is a guest. */
  orgRole?: string;
  status: MemberStatus;
  /** It was given for a time. */
  end?: RoleEnd;
};

/** A person over all teams of both vendors. */
export type PersonRow = {
  id: string;
  /** Name, else e-mail, else a vendor's id. */
  shown: string;
  /** The same, with the e-mail or id in brackets where several people would share it: what controls are named after. */
  label: string;
  /** Of the person's accounts, each once. */
  emails: string[];
  vendors: VendorId[];
  topRole: TeamRole;
  isActive: boolean;
  isDisabled: boolean;
  /** The longest open invitation, as far back as Rollcall has seen it. */
  invitedSince?: string;
  lastActiveAt?: string;
  /** When the first of what they have for a time ends. */
  endsAt?: string;
  /** Those that have a column, and the first few of each vendor. */
  teams: PersonTeam[];
  /** How many there are in all, by vendor. */
  counts: Partial<Record<VendorId, number>>;
};

/** A team that may have a column, most used first. */
export type MatrixTeam = {
  teamId: string;
  vendor: VendorId;
  kind: "team" | "organization";
  name: string;
  /** Whoever asks has given it one of the first columns. */
  isPinned?: true;
};

export type PeoplePage = RowPage<PersonRow> & {
  matrix: MatrixTeam[];
  /** Teams and organizations that people can be in. */
  teamTotal: number;
  /** Of those that match, how many are on both vendors. */
  onBoth: number;
};

export const personFilterSchema = pagedSchema(PERSON_FIELDS);

/** A membership on the person's own page: the member's row and its team. */
export type Membership = { member: MemberRow; team: TeamRow };
/** What made one person of several rows: an e-mail, or a vendor's account without one. */
export type PersonIdentity = {
  id: string;
  /** E-mail, else name, else the vendor's id. */
  label: string;
  email?: string;
  /** Linked by hand: can be unlinked. */
  isLinked: boolean;
  /** When it was linked. */
  linkedAt?: string;
};
export type Person = Omit<PersonRow, "teams"> & { memberships: Membership[]; identities: PersonIdentity[] };

/** Something that happened to a person, by Rollcall or as a sync saw it. */
export type PersonEvent = {
  id: string;
  at: string;
  what: Words[];
  /** Name of who did it in Rollcall; undefined: outside Rollcall. */
  by?: string;
  outcome: "done" | "failed" | "skipped" | "unknown" | "running" | "cancelled" | "seen";
  reason?: string;
  /** Of the journal. */
  changeId?: string;
  batchId?: string;
  undo?: Undoable;
};

/** Which account's reach is asked for, and from where on. */
export const reachQuerySchema = z.object({
  connection: z.string().min(1).max(64),
  user: z.string().min(1).max(512),
  cursor: z.string().min(1).max(8192).optional(),
});
/** A page of what an account can reach. `isCut`: the vendor said that there is more, and not where. */
export type ReachPage = { items: Reach[]; next?: string; isCut?: boolean };

/** What a line of a pasted list is. */
export type ListedPerson = {
  text: string;
  finding: "found" | "not-found" | "duplicate" | "not-an-address";
  person?: { id: string; label: string };
};
export const MAX_LISTED = 2_000;
export const findListSchema = z.strictObject({ text: z.string().max(200_000, "This list is too long") });

const personId = z.string().regex(/^[0-9a-f]{26}$/);
/** `personId` becomes part of `intoId`. */
export const linkPersonSchema = z.strictObject({ personId, intoId: personId });
export const unlinkIdentitySchema = z.strictObject({ personId, identityId: personId });
