import { z } from "zod";
import { pagedSchema } from "#lib/core/filter/schema.ts";
import { TEAM_FIELDS } from "#lib/directory/teams/filter.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

/** A list's age, progress and last error: what "Synced … ago" and the banner say. */
export type ListFreshness = {
  listId: string;
  /** End of the last complete run; undefined before the first. */
  syncedAt?: string;
  /** Grows with every write to the rows; a change of it means: read the rows again. */
  version: number;
  running: boolean;
  /** Older than max(30 s, 10 × last run): a look starts a run. */
  stale: boolean;
  runPages: number;
  runRows: number;
  error?: { code: string; reason?: string; at: string };
};

export type TeamRow = {
  id: string;
  connectionId: string;
  connectionLabel: string;
  vendor: VendorId;
  kind: "team" | "organization";
  vendorTeamId: string;
  name: string;
  /** What the row's controls are named after: the name, with what it belongs to (or its id) in brackets where several teams share it. */
  label: string;
  namespace?: string;
  /** Organization's or team's name that it belongs to: the "Belongs to" column. */
  belongsTo: string;
  /** Members in the store after a complete run, else the vendor's count, else undefined. */
  memberCount?: number;
  secretCount?: number;
  spaceCount?: number;
  createdAt?: string;
  may: { view: boolean; manage: boolean };
  syncedAt?: string;
  connectionState: "works" | "refused" | "readonly" | "failing";
};

export const teamFilterSchema = pagedSchema(TEAM_FIELDS);

export const refreshTeamSchema = z.strictObject({ teamId: z.string().min(1).max(64) });

/** What an open team page asks for every few seconds. */
export type TeamFreshness = {
  members?: ListFreshness;
  secrets?: ListFreshness;
  connection: { id: string; state: TeamRow["connectionState"]; reason?: string };
};

/** Somebody by whom teams can be filtered ("Managed by"). */
export type Manager = { userId: string; label: string; connectionId: string };

/** A team as a filter or a form offers it. */
export type TeamName = {
  id: string;
  name: string;
  /** Its connection's token may read it and not change it. */
  isReadOnly?: true;
};

/** Rows `offset … offset + rows.length` of the whole filtered and sorted list. */
export type RowPage<Row> = { rows: Row[]; offset: number; total: number; freshness?: ListFreshness };

/** `unread`: what somebody manages could not be asked of one connection, named here, while another one answered. */
export type TeamPage = RowPage<TeamRow> & { unread?: { label: string; code: string; reason?: string } };
