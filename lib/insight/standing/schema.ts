import { z } from "zod";
import type { BatchRow } from "#lib/changes/batches/schema.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

/** The pages over all teams; "elsewhere" is any other one. */
export const PLACES = ["overview", "teams", "people", "secrets", "elsewhere"] as const;
export type Place = (typeof PLACES)[number];
export const standingFilterSchema = z.object({ at: z.enum(PLACES).catch("elsewhere").default("elsewhere") });
export const refreshSchema = z.strictObject({ at: z.enum(PLACES) });

/** Numbers of all that the viewer sees: the navigation, the overview and the pages say these. */
export type Counts = {
  teams: number;
  people: number;
  secrets: number;
  /** Secrets whose policy wants them rotated soon, and those it wanted rotated already. */
  due: number;
  overdue: number;
  /** Requests that wait for the viewer; absent where there is no such page. */
  approvals?: number;
  /** Rows of open reviews that the viewer decides about; absent where the navigation has no such page for them. */
  reviews?: number;
};

/** A connection of which something is being read, or is about to be. */
export type Reading = {
  connectionId: string;
  label: string;
  teams: number;
  /** Teams of which nothing waits to be read. */
  read: number;
  /** Its list of teams is being read. */
  isListing: boolean;
  /** Rows that the runs under way have seen so far. */
  rows: number;
};

/** A connection that could not be read, wholly or in part; its rows are those of before. */
export type ReadFailure = {
  connectionId: string;
  label: string;
  vendor: VendorId;
  code: string;
  reason?: string;
  /** The teams it is about, by name; empty where it is about the connection as a whole. */
  teams: string[];
  /** The age of its oldest rows; absent where a list was never read. */
  syncedAt?: string;
};

/** How Rollcall's copy stands, as an open page asks again and again: what it counts, reads, could not read, and runs. */
export type Standing = {
  counts: Counts;
  connections: number;
  /** Change whenever something of the kind was written or read: read the rows again. */
  marks: { teams: string; members: string; secrets: string };
  /** Lists behind the page where one is, how many of them were never read, and the oldest reading of the others. */
  lists: { known: number; never: number; syncedAt?: string };
  reading: Reading[];
  /** Something is read or runs, on this page or another one: the numbers are about to change. */
  isMoving: boolean;
  failures: ReadFailure[];
  /** Batches that run, newest first. */
  batches: BatchRow[];
};
