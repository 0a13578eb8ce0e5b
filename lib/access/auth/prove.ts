import "server-only";
import { findProvider } from "#lib/access/oidc/config.ts";
import { listIdentities } from "#lib/access/oidc/data.ts";
import { WRONG_CODE } from "#lib/access/two-factor/constants.ts";
import { twoFactorSince } from "#lib/access/two-factor/data.ts";
import { codeUse } from "#lib/access/two-factor/use-code.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import type { Actor } from "./actor.ts";
import { isPassword } from "./password.ts";
import type { ProofWays } from "./proof-ways.ts";
import { noteProof } from "./step-up.ts";
import { attemptSucceeded, beginAttempt, bucketOf, waitInWords } from "./throttle.ts";

const passwordHashOf = async (viewer: Viewer): Promise<string | null> => {
  const user = await db()
    .selectFrom("users")
    .select("password_hash")
    .where("id", "=", viewer.userId)
    .executeTakeFirst();
  return user?.password_hash ?? null;
};

/** How this viewer can prove who they are: a code where two-factor is on, else the password; and providers. */
export async function proofWays(viewer: Viewer): Promise<ProofWays> {
  const [since, hash, identities] = await Promise.all([
    twoFactorSince(viewer.userId),
    passwordHashOf(viewer),
    listIdentities(viewer),
  ]);
  const providers = new Map(
    identities.flatMap(({ provider }) => {
      const known = findProvider(provider);
      return known ? [[known.id, { id: known.id, name: known.name }] as const] : [];
    }),
  );
  return {
    field: since !== null ? "code" : hash !== null ? "password" : null,
    providers: [...providers.values()],
  };
}

/**
 * Takes a code, or a password where two-factor is off, as a proof that this session is still its owner's. Throws
 * INVALID_INPUT by the field, TOO_MANY_ATTEMPTS.
 */
export async function prove(
  viewer: Viewer,
  actor: Actor,
  given: { code?: string | undefined; password?: string | undefined },
): Promise<void> {
  const isCode = (await twoFactorSince(viewer.userId)) !== null;
  const field = isCode ? "code" : "password";
  const attempt = await beginAttempt([bucketOf(field, isCode ? `proof:${viewer.userId}` : viewer.userId)]);
  if (!attempt.isAllowed)
    throw new AppError("TOO_MANY_ATTEMPTS", {
      reason: `Too many attempts. Try again in ${waitInWords(attempt.retryAfterMs)}.`,
    });
  const check = isCode
    ? await codeUse(viewer.userId, given.code ?? "")
    : await passwordCheck(viewer, given.password ?? "");
  const isProven = await transact(async (tx) => {
    const how = await check(tx);
    if (how !== null) {
      await attemptSucceeded(tx, attempt);
      await noteProof(tx, viewer);
    }
    await appendEvent(tx, {
      action: "profile.stepUp",
      actor,
      outcome: how === null ? "failed" : "done",
      facts: { method: how ?? field },
    });
    return how !== null;
  });
  if (isProven) return;
  const words = isCode ? WRONG_CODE : "This is not your password";
  throw new AppError("INVALID_INPUT", { fields: { [field]: [words] } });
}

async function passwordCheck(viewer: Viewer, password: string): Promise<(tx: Tx) => Promise<string | null>> {
  const isRight = await isPassword(await passwordHashOf(viewer), password);
  return async () => (isRight ? "password" : null);
}
