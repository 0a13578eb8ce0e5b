import { z } from "zod";
import type { Role } from "#lib/core/permissions.ts";

/** Whom a limit is for: one user, or everybody of a role. */
export const GRANT_SUBJECTS = ["user", "role"] as const;
export type GrantSubject = { kind: "user"; id: string } | { kind: "role"; id: Role };

export const MAX_GRANTED_TEAMS = 500;
const id = z.string().min(1).max(64);

/** One connection of a limit: whole, or these teams of it. */
export type Granted = { connectionId: string; teamIds: string[] | "all" };

/** null: no limit. An empty list: nothing at all. */
export const grantedSchema = z
  .array(
    z.strictObject({
      connectionId: id,
      teamIds: z.union([z.literal("all"), z.array(id).min(1).max(MAX_GRANTED_TEAMS)]),
    }),
  )
  .max(200)
  .nullable();

export const setGrantsSchema = z.strictObject({
  subject: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("user"), id }),
    z.strictObject({ kind: z.literal("role"), id: z.enum(["viewer", "operator", "admin"]) }),
  ]),
  granted: grantedSchema,
});
export type SetGrants = z.infer<typeof setGrantsSchema>;

/** A limit as the dialog shows it; null where there is none. */
export type Limit = { subject: GrantSubject; granted: Granted[] } | null;

/** The names of what each limit leaves, by its subject. */
export type LimitPlaces = Record<string, string[]>;

/** What a limit can be made of: every connection with its teams, an organization's own list of people first. */
export type Grantable = {
  connectionId: string;
  label: string;
  teams: { id: string; name: string; isOrganization: boolean }[];
};
