import { z } from "zod";
import { pagedSchema } from "#lib/core/filter/schema.ts";
import type { ActivityOutcome, Undoable, Words } from "#lib/directory/activity/schema.ts";
import { SECRET_FIELDS } from "#lib/directory/secrets/filter.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

export type SecretRow = {
  id: string;
  teamId: string;
  teamName: string;
  vendor: VendorId;
  connectionId: string;
  name: string;
  /** What the row's controls are named after: the name, with the team in brackets where a list of all teams has it twice. */
  label: string;
  createdAt?: string;
  modifiedAt?: string;
  /** Days since the last change (else creation), by the server's clock; undefined where neither is known. */
  ageDays?: number;
  /** undefined: not known. */
  inUse?: boolean;
  /** Days after which its policy wants it rotated. */
  limitDays: number;
  /** When Rollcall itself last rotated it. */
  rotatedAt?: string;
  /** When Rollcall itself last set its value: made or rotated. */
  setAt?: string;
  /** The vendor says that it was changed after Rollcall set it. */
  changedOutside?: boolean;
  /** Other secrets that Rollcall set to the same value. */
  sameAs?: { name: string; teamId: string; teamName: string }[];
  mayManage: boolean;
  problems: string[];
};

/** Something that happened to a secret, by Rollcall or as a sync saw it at the vendor. */
export type SecretEvent = {
  id: string;
  /** Of what Rollcall did. */
  changeId?: string;
  batchId?: string;
  at: string;
  what: Words[];
  did: "created" | "changed" | "deleted" | "other";
  /** Name of who did it in Rollcall. */
  by?: string;
  /** The vendor's name, where a sync saw it there. */
  vendor?: string;
  outcome: ActivityOutcome;
  reason?: string;
  undo?: Undoable;
};

/** Who made or changed it, as far as that is known. */
export type SecretAuthor =
  | { is: "user"; name: string }
  | { is: "vendor"; vendor: string }
  | { is: "unknown" };

/** All that is known of one secret. */
export type SecretDetails = {
  secret: SecretRow;
  /** Newest first. */
  history: SecretEvent[];
  /** What the policy that decides about it is about. */
  policy: "default" | "team" | "name" | "team and name";
  /** When that policy wants it rotated; absent where its age is not known. */
  dueAt?: string;
  createdBy: SecretAuthor;
  changedBy: SecretAuthor;
};

/** Which secret of a team is asked for: any name that a vendor may have given. */
export const secretAskedSchema = z.object({ name: z.string().min(1).max(512) });

export const secretFilterSchema = pagedSchema(SECRET_FIELDS);
