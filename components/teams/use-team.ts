"use client";

import { useQuery } from "@tanstack/react-query";
import { teamOptions } from "#lib/directory/teams/queries.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";

/** The team whose page is open, as the server last told it: renamed, or with other rights, it shows so by itself. */
export function useTeam(initial: TeamRow): TeamRow {
  return useQuery({ ...teamOptions(initial.id), initialData: initial }).data;
}
