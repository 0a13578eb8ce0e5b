import "server-only";
import { type Actor, actorOf } from "#lib/access/auth/actor.ts";
import type { RequestOrigin } from "#lib/access/auth/request.ts";
import { noteProof } from "#lib/access/auth/step-up.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { transact } from "#lib/store/db/connection.ts";
import type { Claimed } from "./claims.ts";
import { identityOf, insertIdentity, inTurn, verifiedEmail } from "./enter.ts";
import { OidcError } from "./problems.ts";
import type { OidcProvider } from "./schema.ts";

/** Connects the account that the answer is about with one's own. Throws `OidcError`. */
export async function connectIdentity(
  viewer: Viewer,
  actor: Actor,
  provider: OidcProvider,
  claimed: Claimed,
): Promise<void> {
  verifiedEmail(claimed);
  await inTurn(async (tx) => {
    const known = await identityOf(tx, claimed);
    if (known && known.userId !== viewer.userId) throw new OidcError("taken");
    if (known) return;
    await insertIdentity(tx, provider, claimed, viewer.userId, false);
    await appendEvent(tx, {
      action: "profile.connect",
      actor,
      outcome: "done",
      facts: { provider: provider.name },
    });
  });
}

/** Takes a connected account away. Throws CONFLICT where it is the only way in, NOT_FOUND. */
export async function disconnectIdentity(viewer: Viewer, actor: Actor, identityId: string): Promise<void> {
  await transact(async (tx) => {
    const own = await tx
      .selectFrom("identities")
      .innerJoin("users", "users.id", "identities.user_id")
      .select(["identities.id", "identities.provider", "users.password_hash"])
      .where("users.id", "=", viewer.userId)
      .execute();
    const gone = own.find(({ id }) => id === identityId);
    if (!gone)
      throw new AppError("NOT_FOUND", { reason: "This account is not connected any more. Reload the page." });
    if (gone.password_hash === null && own.length === 1)
      throw new AppError("CONFLICT", {
        reason: "You have no password, so this is your only way in. Ask an admin for a reset link first.",
      });
    await tx.deleteFrom("identities").where("id", "=", identityId).execute();
    await appendEvent(tx, {
      action: "profile.disconnect",
      actor,
      outcome: "done",
      facts: { provider: gone.provider },
    });
  });
}

const CLOCK_S = 60;

/** Takes a fresh sign-in there for a proof that this session is still its owner's. Throws `OidcError`. */
export async function proveByProvider(
  viewer: Viewer,
  from: RequestOrigin,
  provider: OidcProvider,
  claimed: Claimed,
  begunAt: number,
): Promise<void> {
  if (claimed.authTime === undefined || claimed.authTime < begunAt - CLOCK_S) throw new OidcError("stale");
  await transact(async (tx) => {
    const known = await identityOf(tx, claimed);
    if (known?.userId !== viewer.userId) throw new OidcError("otherAccount");
    await noteProof(tx, viewer);
    await appendEvent(tx, {
      action: "profile.stepUp",
      actor: actorOf(viewer, from.address),
      outcome: "done",
      facts: { method: `oidc:${provider.id}` },
    });
  });
}
