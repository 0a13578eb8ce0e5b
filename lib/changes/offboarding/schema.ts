import { z } from "zod";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import type { ChangeState } from "#lib/core/change-names.ts";
import type { Door, FoundAgain } from "#lib/directory/doors/schema.ts";
import type { SecretRow } from "#lib/directory/secrets/schema.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

const rowId = z.string().min(1).max(64);
const listIds = z.array(z.string().min(1).max(128)).min(1).max(2_000);

export const beginOffboardingSchema = z.strictObject({ personId: rowId });
/** Where a refresh stands: `list` may be given many times. */
export const refreshStateSchema = z.object({ since: z.iso.datetime(), list: listIds });
export const offboardingPlanSchema = z.object({
  person: rowId,
  /** Organizations where they stay: every other one is left too. */
  staysIn: z.array(rowId).max(50).default([]),
  /** Connections whose open invite links are deleted too. */
  links: z.array(rowId).max(50).default([]),
  /** Who owns a team next: its id and the vendor's id of one of its people, with a space between. */
  heirs: z
    .array(
      z
        .string()
        .max(600)
        .regex(/^\S+ ./)
        .transform((text) => ({
          teamId: text.slice(0, text.indexOf(" ")),
          userId: text.slice(text.indexOf(" ") + 1),
        })),
    )
    .max(200)
    .default([]),
  /** Teams that are left without an owner. */
  unowned: z.array(rowId).max(200).default([]),
});
const unreached = z
  .array(z.strictObject({ name: z.string().max(300), reason: z.string().max(400) }))
  .max(200);
export const recordOffboardingSchema = z.strictObject({ batchId: rowId, personId: rowId, unreached });
export const tickItemSchema = z.strictObject({ batchId: rowId, key: z.string().max(120), done: z.boolean() });

/** A list that could not be read again before the plan. */
export type Unreached = { name: string; reason: string };
export type RefreshBegun = { since: string; listIds: string[]; unreached: Unreached[] };
/** `pending`: names of the lists that are neither read nor given up yet. */
export type RefreshState = { done: number; total: number; unreached: Unreached[]; pending: string[] };

/** Something that no API does. `url`: where to do it, in the vendor's console or in Rollcall. */
export type HandTask = { words: string; url?: string };

export type Successor = { userId: string; label: string };
/** A team whose last owner leaves. */
export type OwnedTeam = { teamId: string; teamName: string; vendor: VendorId; successors: Successor[] };

/** What an offboarding begins with, before everything is read again. */
export type OffboardingStart = {
  owned: OwnedTeam[];
  /** Secrets that the person could have read or set: how many, and the names of the first. */
  secrets: { count: number; names: string[] };
};

/** What taking somebody out everywhere means, before anything is done. */
export type OffboardingPlan = {
  changes: ChangeRequest[];
  /** What they keep, where they are to stay: "Admin of Acme Docs". */
  stays: string[];
  /** Ways by which they could come back into what they leave. */
  doors: Door[];
  /** Teams whose last owner leaves, for which neither a new owner was chosen nor none. */
  undecided: OwnedTeam[];
  checklist: HandTask[];
  exposedSecrets: number;
  /** Names of the first of them, with their teams. */
  exposed: { name: string; teamName: string }[];
};

/** Where somebody was and which the batch does not take them out of: it cannot be done, or they were to stay. */
export type LeftOut = {
  vendor: VendorId;
  connectionId: string;
  teamId: string;
  userId: string;
  teamName: string;
  isOrganization: boolean;
  /** They were to leave: nothing takes them out. */
  isRefused: boolean;
  reason: string;
};
/** A place where the person still is, left out or because the removal did not happen. */
export type StillIn = {
  teamId: string;
  vendor: VendorId;
  teamName: string;
  isOrganization: boolean;
  role: string;
  reason?: string;
  /** Where it can be ended by hand. */
  url?: string;
};

/** How a removal stands, by what was read after it. */
export type RemovalState =
  | "waiting"
  | "confirming"
  | "gone"
  | "requested"
  | "still-there"
  | "not-done"
  | "unknown";
export type Removal = {
  changeId: string;
  vendor: VendorId;
  teamId?: string;
  teamName: string;
  isOrganization: boolean;
  outcome: ChangeState;
  state: RemovalState;
  /** When the list was completely read after the removal. */
  confirmedAt?: string;
  reason?: string;
};
export type ChecklistItem = HandTask & { key: string; doneAt?: string; doneBy?: string };
/** A team that somebody else was to own before the person left it. */
export type Handover = {
  changeId: string;
  teamId?: string;
  teamName: string;
  /** Name of the new owner. */
  to: string;
  outcome: ChangeState;
  reason?: string;
};
export type ExposedSecret = SecretRow & { isRotated: boolean };
export type Offboarding = {
  batchId: string;
  batchName: string;
  personId: string;
  label: string;
  email?: string;
  createdAt: string;
  createdBy: string;
  isFinished: boolean;
  handovers: Handover[];
  removals: Removal[];
  /** What was left out or failed, and where they are by the copy as it is now. */
  stillIn: StillIn[];
  unreached: Unreached[];
  checklist: ChecklistItem[];
  secrets: ExposedSecret[];
  /** When it is looked at again, or was, and what was found then. */
  lookAgainAt?: string;
  lookedAgainAt?: string;
  foundAgain: FoundAgain[];
};
/** A line of an offboarding's receipt, whether as CSV or on paper. */
export type OffboardingReceiptLine = {
  part:
    | "handed over"
    | "removal"
    | "still in"
    | "not reached before"
    | "by hand"
    | "looked at again"
    | "secret";
  what: string;
  vendor?: string;
  state?: string;
  when?: string | undefined;
  by?: string | undefined;
  reason?: string | undefined;
};

export type OffboardingLine = {
  /** What is still to be done. */
  open: { stillIn: number; byHand: number; toRotate: number };
  batchId: string;
  label: string;
  email?: string;
  createdAt: string;
  createdBy: string;
};

/** That somebody was offboarded: the last time, and where they are still. */
export type OffboardedFact = { batchId: string; at: string; left: number };
