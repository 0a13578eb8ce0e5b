import { z } from "zod";
import { INVITABLE } from "#lib/core/email-key.ts";
import { pagedSchema } from "#lib/core/filter/schema.ts";
import type { RoleEnd } from "#lib/directory/ends/schema.ts";
import { MEMBER_FIELDS } from "#lib/directory/members/filter.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import type { MemberStatus, TeamRole } from "#lib/vendors/port.ts";

export const emailSchema = z.email({ pattern: INVITABLE, error: "This is not an e-mail address" }).max(320);
export const teamRoleSchema = z.enum(["owner", "admin", "member"]);

export type MemberRow = {
  id: string;
  teamId: string;
  vendor: VendorId;
  userId: string;
  /** Whose page shows them. */
  personId?: string;
  email?: string;
  /** The person's name, "" where the vendor has none. */
  name: string;
  /** What the row shows and its controls are named after: name, else e-mail, else id; with the e-mail or id in brackets where two rows of the team would share it. */
  label: string;
  avatarUrl?: string;
  profileUrl?: string;
  role: TeamRole;
  vendorRole?: string;
  inOrganization: boolean;
  /** undefined with `inOrganization`: a guest. */
  orgRole?: string;
  status: MemberStatus;
  joinedAt?: string;
  lastActiveAt?: string;
  sso?: boolean;
  spaces?: number;
  teams?: number;
  sites?: number;
  /** The role or membership was given for a time. */
  end?: RoleEnd;
  /** The role or place in the organization was. */
  orgEnd?: RoleEnd;
  /** Fields the vendor sent malformed. */
  problems: string[];
};

export const memberFilterSchema = pagedSchema(MEMBER_FIELDS);

const rowId = z.string().min(1).max(64);
const pasted = z.string().max(60_000, "This list is too long");
/** A pasted list, for a team or, while that is being made, for its organization. */
export const findAddressesSchema = z.union([
  z.strictObject({ teamId: rowId, text: pasted }),
  z.strictObject({ connectionId: rowId, text: pasted }),
]);
export type AddressesAsked = z.infer<typeof findAddressesSchema>;

/** A finding about one line of the "Emails or user IDs" field. */
export type AddressFinding = {
  line: number;
  text: string;
  finding: "in-organization" | "already-member" | "outside" | "duplicate" | "not-an-address" | "unknown-id";
  userId?: string;
  email?: string;
  name?: string;
};
