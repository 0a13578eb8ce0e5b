import type { BatchRow } from "#lib/changes/batches/schema.ts";
import type { ConnectionRow } from "#lib/directory/connections/schema.ts";
import type { SecretRow } from "#lib/directory/secrets/schema.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

/** What whoever sets Rollcall up does first. */
export type FirstStepId = "connect" | "people" | "invite" | "policy" | "keys";
export type FirstStep = { id: FirstStepId; isDone: boolean };

/** Somebody invited who has not accepted. `days` since the invitation was made, or first seen. */
export type WaitingPerson = {
  key: string;
  label: string;
  email?: string;
  teamId: string;
  teamName: string;
  vendor: VendorId;
  since: string;
  days: number;
  /** When the invitation was made is known; else only since when Rollcall has seen it. */
  isExact: boolean;
  /** Not yet listed by the vendor: invited through Rollcall's own dialog. */
  isUnseen: boolean;
};
export type Overview = {
  connections: ConnectionRow[];
  /** Oldest first. */
  waiting: { people: WaitingPerson[]; total: number };
  /** Oldest first. */
  oldestSecrets: SecretRow[];
  /** Running and paused batches, and those of the last week with a failed or unknown change, newest first. */
  batches: BatchRow[];
  unknownChanges: number;
};
