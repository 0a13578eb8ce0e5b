import "server-only";
import type { z } from "zod";
import type { Caller, Request } from "#lib/vendors/fetch.ts";
import type { CallOptions, RemovalOutcome, VendorPage } from "#lib/vendors/port.ts";
import { VendorError } from "#lib/vendors/port.ts";
import { refuse } from "#lib/vendors/refuse.ts";
import { toPage } from "./map.ts";
import { listSchema } from "./schema.ts";

/** The largest page that the vendor gives. */
const PAGE_LIMIT = 1000;
const ENTITY_ID = /^[a-zA-Z0-9_-]+$/;

/** One organization, opened: what its groups of operations share. */
export type Organization = {
  caller: Caller;
  id: string;
  /** The path below the organization. Throws INVALID_INPUT for ids that are none of GitBook's. */
  path(...segments: string[]): string[];
  /** The path of a team and below it. */
  teamPath(teamId: string, ...segments: string[]): string[];
  /** One page of a list. */
  list<Row, Item>(
    path: string[],
    query: Request["query"],
    schema: z.ZodType<Row>,
    map: (row: Row) => Item,
    options: CallOptions | undefined,
  ): Promise<VendorPage<Item>>;
  /** A deletion: 205 removed, 204 or 404 absent, 202 (where it is declared) only requested. */
  remove(path: string[], expect: number[], options: CallOptions | undefined): Promise<RemovalOutcome>;
};

export function openOrganization(caller: Caller, id: string): Organization {
  const path = (...segments: string[]) => ["orgs", entityId(id), ...segments];
  return {
    caller,
    id,
    path,
    teamPath: (teamId, ...segments) => path("teams", entityId(teamId), ...segments),
    async list(listPath, query, schema, map, options) {
      const request = { method: "GET" as const, path: listPath, query: { limit: PAGE_LIMIT, ...query } };
      const page = await caller.fetch({ ...request, expect: [200], signal: options?.signal }, listSchema);
      return toPage(page, schema, map);
    },
    async remove(removePath, expect, options) {
      try {
        const request = { method: "DELETE" as const, path: removePath, expect, signal: options?.signal };
        const { status } = await caller.send(request);
        return status === 205 ? "removed" : status === 202 ? "requested" : "absent";
      } catch (error) {
        if (error instanceof VendorError && error.code === "VENDOR_NOT_FOUND") return "absent";
        throw error;
      }
    },
  };
}

function entityId(id: string): string {
  if (ENTITY_ID.test(id)) return id;
  throw refuse("gitbook", "INVALID_INPUT", "This is not an id of GitBook.");
}
