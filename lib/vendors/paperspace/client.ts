import "server-only";
import type { Caller, VendorOptions } from "#lib/vendors/fetch.ts";
import { createCaller } from "#lib/vendors/fetch.ts";
import { findInPages } from "#lib/vendors/pages.ts";
import type { TeamRole, Vendor, VendorAccess, VendorClient } from "#lib/vendors/port.ts";
import { VendorError } from "#lib/vendors/port.ts";
import { refuse } from "#lib/vendors/refuse.ts";
import { PAPERSPACE_FACTS } from "./facts.ts";
import { toMember, toPage } from "./map.ts";
import { memberSchema, membershipSchema, pageSchema } from "./schema.ts";
import { secretOperations } from "./secrets.ts";
import { sessionOperations } from "./session.ts";

/** The largest page that the vendor gives. */
export const PAGE_LIMIT = 120;
const OK = [200];

/** Paperspace at a base URL, which may have a path prefix. `open` throws INVALID_INPUT for what cannot be a key. */
export function createPaperspace(options: VendorOptions): Vendor {
  return {
    ...PAPERSPACE_FACTS,
    open: (access) => openTeam(createCaller("paperspace", options, access), access),
  };
}

function openTeam(caller: Caller, access: VendorAccess): VendorClient {
  const members = memberOperations(caller);
  return { ...sessionOperations(caller, access), ...members, ...secretOperations(caller) };
}

type MemberOperations = Pick<VendorClient, "listMembers" | "findMember" | "setMemberRole" | "removeMember">;

function memberOperations(caller: Caller): MemberOperations {
  /** GET /teams/{teamId}/users, oldest first: who joins meanwhile comes at the end. */
  const listMembers: VendorClient["listMembers"] = async (teamId, cursor, options) => {
    const query = {
      limit: PAGE_LIMIT,
      orderBy: "dtConfirmed",
      order: "asc",
      after: cursor,
      role: options?.role,
    };
    const request = { method: "GET" as const, path: ["teams", teamId, "users"], query, expect: OK };
    const page = await caller.fetch({ ...request, signal: options?.signal }, pageSchema);
    return toPage(page, memberSchema, toMember);
  };

  return {
    listMembers,

    /** No operation reads one member: the page of the hinted role first, then everybody. */
    async findMember(teamId, userId, options) {
      const search = (role: TeamRole | undefined) =>
        findInPages(
          (cursor) => listMembers(teamId, cursor, { signal: options?.signal, ...(role ? { role } : {}) }),
          (member) => member.userId === userId,
          { vendor: "paperspace" },
        );
      const hint = options?.roleHint;
      const hinted = hint === "admin" || hint === "owner" ? await search(hint) : undefined;
      const member = hinted ?? (await search(undefined));
      return member && { role: member.role, member };
    },

    /** PUT /teams/{teamId}/users/{userId}. Ownership cannot be given. */
    async setMemberRole(teamId, userId, role, options) {
      if (role === "owner")
        throw refuse("paperspace", "NOT_SUPPORTED", "Paperspace cannot make somebody an owner.");
      const isAdmin = role === "admin";
      const path = ["teams", teamId, "users", userId];
      const request = {
        method: "PUT" as const,
        path,
        body: { isAdmin },
        expect: OK,
        signal: options?.signal,
      };
      const answer = await caller.fetch(request, membershipSchema);
      // A success that says the opposite is no success: a read-back decides.
      if (answer.isAdmin === !isAdmin && answer.isOwner !== true) {
        const detail = "the answered membership has another role than the one that was set";
        throw new VendorError("VENDOR_BAD_ANSWER", {
          vendor: "paperspace",
          status: 200,
          effect: "unknown",
          detail,
        });
      }
    },

    /** DELETE /teams/{teamId}/users/{userId}. */
    async removeMember(teamId, userId, options) {
      const path = ["teams", teamId, "users", userId];
      try {
        await caller.fetch({ method: "DELETE", path, expect: OK, signal: options?.signal }, membershipSchema);
        return "removed";
      } catch (error) {
        if (error instanceof VendorError && error.code === "VENDOR_NOT_FOUND") return "absent";
        throw error;
      }
    },
  };
}
