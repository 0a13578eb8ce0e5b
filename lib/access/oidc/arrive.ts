import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { enter } from "#lib/access/auth/enter.ts";
import { readSessionId, writeStep } from "#lib/access/auth/next-auth.ts";
import { networkOf, type RequestOrigin } from "#lib/access/auth/request.ts";
import { safeReturnTo } from "#lib/access/auth/return-to.ts";
import { FIRST_STEP_SECONDS } from "#lib/access/auth/second-step.ts";
import { findViewer } from "#lib/access/auth/sessions.ts";
import { attemptSucceeded, beginAttempt, bucketOf } from "#lib/access/auth/throttle.ts";
import { log, logError } from "#lib/core/log.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { transact } from "#lib/store/db/connection.ts";
import { findProvider } from "./config.ts";
import { type Entered, enterByProvider, joinByProvider } from "./enter.ts";
import { exchange } from "./exchange.ts";
import { type Flow, takeFlow } from "./flow.ts";
import { connectIdentity, proveByProvider } from "./mutations.ts";
import { OidcError } from "./problems.ts";
import type { OidcProvider } from "./schema.ts";

const CONFIRMED = "/sign-in/confirmed";
const MOST_ID = 32;

/** Where somebody goes on who came back from a provider, and whose session and cookies are as they should be then. */
export async function arrive(askedFor: string, query: URLSearchParams, from: RequestOrigin): Promise<string> {
  // Anybody may ask for any: no more of it stands in logs and answers than an id can have.
  const providerId = askedFor.slice(0, MOST_ID);
  let flow: Flow | undefined;
  try {
    const provider = findProvider(providerId);
    if (!provider) throw new OidcError("expired", "no such provider");
    flow = await takeFlow(providerId, query.get("state"));
    const attempt = await beginAttempt([bucketOf("oidc", networkOf(from.address))]);
    if (!attempt.isAllowed) throw new OidcError("wait");
    const claimed = await exchange(provider, query, flow);
    await transact((tx) => attemptSucceeded(tx, attempt));
    return await settle(provider, claimed, flow, from);
  } catch (error) {
    const problem = error instanceof OidcError ? error.problem : "untrusted";
    if (error instanceof OidcError)
      log.warn(
        { provider: providerId, detail: error.message, cause: String(error.cause ?? "") },
        "A sign-in with a provider failed",
      );
    else logError(error, { at: "oidc callback" });
    await noteFailure(providerId, problem, from).catch((failed: unknown) => logError(failed, {}));
    return failedAt(flow, providerId, problem);
  }
}

async function settle(
  provider: OidcProvider,
  claimed: Awaited<ReturnType<typeof exchange>>,
  flow: Flow,
  from: RequestOrigin,
): Promise<string> {
  if (flow.purpose === "sign-in") return entered(await enterByProvider(provider, claimed, from), flow);
  if (flow.purpose === "join")
    return entered(await joinByProvider(provider, claimed, flow.token ?? "", from), flow);
  const viewer = await sameViewer(flow);
  if (flow.purpose === "connect") {
    await connectIdentity(viewer, actorOf(viewer, from.address), provider, claimed);
    return flow.returnTo;
  }
  await proveByProvider(viewer, from, provider, claimed, flow.at);
  return CONFIRMED;
}

async function entered(passed: Entered, flow: Flow): Promise<string> {
  const returnTo = safeReturnTo(flow.returnTo);
  if ("step" in passed) {
    await writeStep("second-step", { ...passed.step, returnTo }, FIRST_STEP_SECONDS);
    return "/sign-in/code";
  }
  await enter(passed.sessionId, passed.device);
  return returnTo;
}

/** The one who began it, in the same session. */
async function sameViewer(flow: Flow): Promise<Viewer> {
  const sessionId = await readSessionId();
  const viewer = sessionId !== null && sessionId === flow.sessionId ? await findViewer(sessionId) : null;
  if (!viewer) throw new OidcError("signedOut");
  return viewer;
}

const noteFailure = (provider: string, problem: string, from: RequestOrigin): Promise<unknown> =>
  // Who has not begun anything here is a stranger with an address: they must not be able to grow the log.
  problem === "expired" || problem === "wait"
    ? Promise.resolve()
    : transact((tx) =>
        appendEvent(tx, {
          action: "session.failed",
          actor: { id: "unknown", address: from.address },
          outcome: "failed",
          facts: { method: `oidc:${provider.slice(0, 32)}`, problem },
        }),
      );

function failedAt(flow: Flow | undefined, provider: string, problem: string): string {
  const query = new URLSearchParams({ problem, with: provider });
  if (flow?.purpose === "connect") return `/settings/profile?${query}`;
  if (flow?.purpose === "step-up") return `${CONFIRMED}?${query}`;
  if (flow?.purpose === "join" && /^[\w-]{43}$/.test(flow.token ?? "")) return `/join/${flow.token}?${query}`;
  const returnTo = safeReturnTo(flow?.returnTo);
  if (returnTo !== "/") query.set("returnTo", returnTo);
  return `/sign-in?${query}`;
}
