import "server-only";
import type { Selectable } from "kysely";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { hideValue, logError } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { connectionQueue } from "#lib/directory/connections/queue.ts";
import { tokenBinding } from "#lib/directory/connections/token.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { isRecordedIn, recordingEvent, refuseUnrecorded } from "#lib/store/audit/sealed-token.ts";
import { keyIdOf, keyIds, unseal } from "#lib/store/crypto/key-ring.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { tellRefused } from "#lib/store/outbox/tell.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import { type VendorAccess, type VendorClient, VendorError, type VendorFacts } from "#lib/vendors/port.ts";
import { getVendor } from "#lib/vendors/registry.ts";

type State = Tables["connections"]["state"];

export type OpenConnection = {
  connection: {
    id: string;
    vendor: VendorId;
    targetId: string;
    targetName: string;
    namespace?: string;
    label: string;
    tokenUserId?: string;
    mayManage: boolean;
    state: State;
  };
  facts: VendorFacts<VendorId>;
  client: VendorClient;
};

/**
 * Unseals a connection's token and opens its vendor with it. The token lives in the client alone.
 * Throws NOT_FOUND when the connection is gone, and the key ring's error when the sealed token was tampered with.
 */
export async function openConnection(
  connectionId: string,
  { beforeWrite }: Pick<VendorAccess, "beforeWrite"> = {},
): Promise<OpenConnection> {
  const row = await recordedRow(connectionId);
  const token = await tokenOf(row);
  return {
    connection: {
      id: row.id,
      vendor: row.vendor,
      targetId: row.target_id,
      targetName: row.target_name,
      ...(row.namespace ? { namespace: row.namespace } : {}),
      label: row.label,
      ...(row.token_user_id ? { tokenUserId: row.token_user_id } : {}),
      mayManage: row.may_manage === 1,
      state: row.state,
    },
    facts: VENDOR_FACTS[row.vendor],
    client: getVendor(row.vendor).open({
      token,
      targetId: row.target_id,
      queueKey: connectionQueue(row.id, row.vendor, token),
      beforeWrite,
    }),
  };
}

/** The row, with the token that the audit log recorded last: replaced at this instant, both are the new ones. */
async function recordedRow(connectionId: string) {
  const row = await db()
    .selectFrom("connections")
    .selectAll()
    .select(recordingEvent(connectionId).as("recording"))
    .where("id", "=", connectionId)
    .executeTakeFirst();
  if (!row) throw new AppError("NOT_FOUND", { reason: "This connection was deleted" });
  if (!isRecordedIn(row.recording, row.id, row.sealed_token)) refuseUnrecorded(row.id);
  return row;
}

/** `sealed`: the sealed text and its place, as the token was opened. */
type KnownToken = { token: string; sealed: string; release: () => void };

/**
 * A connection's token, kept out of every line of the log until another one takes its place: so it is known, and the same sealed
 * text of the same row, vendor and target need not be opened twice while its key is there.
 */
async function tokenOf(
  row: Pick<Selectable<Tables["connections"]>, "id" | "vendor" | "target_id" | "sealed_token">,
): Promise<string> {
  const known = perProcess("hidden-tokens", () => new Map<string, KnownToken>());
  const binding = tokenBinding(row);
  const sealed = JSON.stringify([row.sealed_token, binding]);
  const before = known.get(row.id);
  if (before?.sealed === sealed && keyIds().includes(keyIdOf(row.sealed_token))) return before.token;
  const token = await unseal(row.sealed_token, binding);
  // Another one may have opened it meanwhile.
  const latest = known.get(row.id);
  known.set(row.id, { token, sealed, release: hideValue(token) });
  latest?.release();
  return token;
}

/** What a failure says about the connection itself; undefined when it says nothing. */
function stateAfter(error: VendorError, call: "read" | "write"): State | undefined {
  switch (error.code) {
    case "VENDOR_TOKEN_REFUSED":
      return "refused";
    case "VENDOR_FORBIDDEN":
      return call === "write" ? "readonly" : undefined;
    case "VENDOR_UNAVAILABLE":
    case "VENDOR_TIMEOUT":
    case "VENDOR_BAD_ANSWER":
    case "VENDOR_RATE_LIMITED":
      return call === "read" ? "failing" : undefined;
    default:
      return undefined;
  }
}

async function mark(connectionId: string, state: State, reason: string | null, only: readonly State[]) {
  const at = nowIso();
  await transact(async (tx) => {
    const marked = await tx
      .updateTable("connections")
      .set({ state, state_reason: reason, state_at: at, updated_at: at })
      .where("id", "=", connectionId)
      .where("state", "in", only)
      .returning(["id", "label", "vendor"])
      .executeTakeFirst();
    if (!marked || state === "failing") return;
    await appendEvent(tx, {
      action: state === "works" ? "connection.worksAgain" : `connection.${state}`,
      actor: "system",
      outcome: state === "works" ? "done" : "failed",
      connectionId,
      facts: { vendor: marked.vendor, label: marked.label, ...(reason ? { reason } : {}) },
      search: marked.label,
    });
    if (state === "refused") await tellRefused(tx, marked, at, reason);
  });
}

const stateOf = async (connectionId: string): Promise<State | undefined> =>
  (await db().selectFrom("connections").select("state").where("id", "=", connectionId).executeTakeFirst())
    ?.state;

/**
 * The vendor answered: clears the marks that this disproves. A read that works says nothing about whether the token
 * may write, so it leaves "readonly" standing. Reads one row and writes only when something changes.
 */
export async function noteSuccess(connectionId: string, call: "read" | "write"): Promise<void> {
  const clears: State[] = call === "write" ? ["refused", "failing", "readonly"] : ["refused", "failing"];
  const state = await stateOf(connectionId);
  if (state && clears.includes(state)) await mark(connectionId, "works", null, clears);
}

/**
 * The vendor refused or was silent: marks the connection where that says something about the connection.
 * A write refused with 401 is followed by one look at whose token it is: if that still works, the token may read and
 * not change. Never throws: the caller has its own error to report.
 */
export async function noteFailure(
  connectionId: string,
  error: unknown,
  call: "read" | "write",
): Promise<void> {
  if (!(error instanceof VendorError)) return;
  try {
    let next = stateAfter(error, call);
    if (!next) return;
    if (next === "refused" && call === "write" && (await tokenStillReads(connectionId))) next = "readonly";
    const current = await stateOf(connectionId);
    if (!current || current === next) return;
    const from: State[] =
      next === "failing"
        ? ["works"]
        : next === "readonly"
          ? ["works", "failing"]
          : ["works", "failing", "readonly"];
    const name = VENDOR_FACTS[error.vendor as VendorId].name;
    const status = error.status ? `${name} answers ${error.status}` : `${name} does not answer`;
    const what = next === "readonly" ? `${status} to changes` : status;
    await mark(connectionId, next, error.reason ? `${what}: ${error.reason}` : what, from);
  } catch (failure) {
    logError(failure, { at: "noteFailure", connectionId });
  }
}

async function tokenStillReads(connectionId: string): Promise<boolean> {
  try {
    const { client } = await openConnection(connectionId);
    await client.checkToken();
    return true;
  } catch {
    return false;
  }
}
