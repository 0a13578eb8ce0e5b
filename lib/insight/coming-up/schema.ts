import type { At } from "#lib/changes/schedules/at.ts";

export type ComingKind = "batch" | "end" | "review" | "secret";

/** Something that will happen, or has to, in the one order of what comes up. */
export type ComingRow = {
  key: string;
  kind: ComingKind;
  what: string;
  href: string;
  /** The moment, in UTC. */
  at: string;
  /** The moment in words where a zone was chosen for it; else the reader's own clock counts. */
  when?: string;
  /** It waits for a person, and why. */
  held?: string;
  by?: string;
  /** Of what can be run, moved and cancelled: its id, and when it is due by its own clock. */
  schedule?: { id: string; at: At };
};
