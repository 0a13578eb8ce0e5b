import "server-only";
import type { Caller } from "#lib/vendors/fetch.ts";
import type {
  CallOptions,
  TokenCheck,
  TokenTarget,
  VendorAccess,
  VendorClient,
  VendorTeam,
} from "#lib/vendors/port.ts";
import { VendorError } from "#lib/vendors/port.ts";
import { refuse } from "#lib/vendors/refuse.ts";
import { toTargets, toTeam, toUser } from "./map.ts";
import { pageSchema, sessionSchema } from "./schema.ts";

type SessionOperations = Pick<VendorClient, "checkToken" | "listTeams" | "getTeam">;

/** What stands in for the whoami and the list of teams, which the API's Teams pages do not have. */
export function sessionOperations(caller: Caller, access: VendorAccess): SessionOperations {
  /** GET /auth/session. Throws VENDOR_TOKEN_REFUSED for `null`, the vendor's answer to a key that nobody has. */
  const whoami = async (options: CallOptions | undefined): Promise<TokenCheck> => {
    const request = {
      method: "GET" as const,
      path: ["auth", "session"],
      expect: [200],
      signal: options?.signal,
    };
    const session = await caller.fetch(request, sessionSchema);
    if (!session?.user)
      throw refuse("paperspace", "VENDOR_TOKEN_REFUSED", "Paperspace knows nobody with this key.");
    return { user: toUser(session.user), targets: toTargets(session) };
  };

  /** A team that the session does not name, when the key opens it all the same (an id or namespace typed by hand). */
  const probe = async (teamId: string, options: CallOptions | undefined): Promise<TokenTarget> => {
    const path = ["teams", teamId, "users"];
    await caller.fetch(
      { method: "GET", path, query: { limit: 1 }, expect: [200], signal: options?.signal },
      pageSchema,
    );
    return { id: teamId, name: teamId, may: { view: true, manage: true }, rights: ["Can list members"] };
  };

  const resolve = async (teamId: string, options: CallOptions | undefined): Promise<VendorTeam> => {
    const { targets } = await whoami(options);
    return toTeam(targets.find((target) => names(target, teamId)) ?? (await probe(teamId, options)));
  };

  return {
    async checkToken(options) {
      const check = await whoami(options);
      const typed = access.targetId;
      if (typed === "" || check.targets.some((target) => names(target, typed))) return check;
      const extra = await probe(typed, options).catch((error: unknown) => {
        if (isClosed(error)) return undefined;
        throw error;
      });
      return extra ? { ...check, targets: [...check.targets, extra] } : check;
    },
    async listTeams(_cursor, options) {
      return { items: [await resolve(access.targetId, options)], next: undefined };
    },
    getTeam: resolve,
  };
}

const names = (target: TokenTarget, text: string): boolean => target.id === text || target.namespace === text;

/** The key does not open the team: an answer, not a failure. */
const isClosed = (error: unknown): boolean =>
  error instanceof VendorError &&
  (error.code === "VENDOR_NOT_FOUND" || error.code === "VENDOR_FORBIDDEN" || error.code === "VENDOR_REFUSED");
