import "server-only";
import { readFile } from "node:fs/promises";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { log, logError } from "#lib/core/log.ts";
import { checkToken, resolveTarget } from "#lib/directory/connections/check.ts";
import { insertConnection } from "#lib/directory/connections/mutations.ts";
import { noteFailure } from "#lib/directory/connections/open.ts";
import { givenConnectionsSchema } from "#lib/directory/connections/schema.ts";
import { syncConnection } from "#lib/directory/sync/look.ts";
import { db } from "#lib/store/db/connection.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { TokenCheck, TokenTarget } from "#lib/vendors/port.ts";

type Given = ReturnType<typeof givenConnectionsSchema.parse>[number];

/**
 * Reads `ROLLCALL_CONNECTIONS` (JSON, or the path of a JSON file). Throws INVALID_INPUT, without any token in its
 * words, when it is not the documented shape: a bad value stops the start.
 */
export async function readGivenConnections(): Promise<Given[]> {
  const value = env().ROLLCALL_CONNECTIONS?.trim();
  if (!value) return [];
  const bad = (why: string): AppError =>
    new AppError("INVALID_INPUT", {
      detail: `ROLLCALL_CONNECTIONS ${why}`,
      reason: `ROLLCALL_CONNECTIONS ${why}`,
    });
  let text = value;
  if (!value.startsWith("[")) {
    text = await readFile(value, "utf8").catch(() => {
      throw bad("is neither a JSON array nor the path of a readable file");
    });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw bad("is not valid JSON");
  }
  const parsed = givenConnectionsSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw bad(
    `is wrong at ${issue?.path.join(".") || "its top"}: ${issue?.message ?? "not the documented shape"}`,
  );
}

/**
 * Creates the connections that the environment gives and that are not there yet; leaves existing ones alone. A vendor
 * that cannot be reached does not stop the start: with a `targetId` the connection is stored unchecked and marked.
 */
export async function ensureGivenConnections(given: Given[]): Promise<void> {
  for (const one of given) {
    try {
      await ensureOne(one);
    } catch (error) {
      const { code } = error instanceof AppError ? error : { code: "INTERNAL" };
      log.warn(
        { vendor: one.vendor, label: one.label, code },
        "a connection from ROLLCALL_CONNECTIONS was not added",
      );
      logError(error, { at: "ensureGivenConnections" });
    }
  }
}

async function ensureOne(given: Given): Promise<void> {
  if (given.targetId && (await exists(given.vendor, given.targetId))) return;
  const { check, targets, failure } = await inspect(given);
  for (const target of targets) {
    if (await exists(given.vendor, target.id)) continue;
    const label = given.label ?? target.name;
    const id = await insertConnection(
      "system",
      { vendor: given.vendor, token: given.token, label },
      check,
      target,
    );
    if (failure) await noteFailure(id, failure, "read");
    await syncConnection(id);
  }
}

async function inspect(
  given: Given,
): Promise<{ check: TokenCheck; targets: TokenTarget[]; failure?: unknown }> {
  try {
    const check = await checkToken(given.vendor, given.token);
    if (given.targetId) {
      return { check, targets: [await resolveTarget(given.vendor, given.token, check, given.targetId)] };
    }
    const noun = VENDOR_FACTS[given.vendor].targetNoun.toLowerCase();
    if (check.targets.length !== 1) {
      throw new AppError("INVALID_INPUT", {
        reason: `The token reaches ${check.targets.length} of its kind of ${noun}: name one with targetId`,
      });
    }
    return { check, targets: check.targets };
  } catch (failure) {
    if (!given.targetId || (failure instanceof AppError && failure.code === "INVALID_INPUT")) throw failure;
    const unknown = {
      id: given.targetId,
      name: given.label ?? given.targetId,
      may: { view: true, manage: true },
    };
    return {
      check: { user: { id: "", name: "" }, targets: [] },
      targets: [{ ...unknown, rights: ["Not checked yet"] }],
      failure,
    };
  }
}

const exists = async (vendor: Given["vendor"], targetId: string): Promise<boolean> =>
  (await db()
    .selectFrom("connections")
    .select("id")
    .where("vendor", "=", vendor)
    .where((where) => where.or([where("target_id", "=", targetId), where("namespace", "=", targetId)]))
    .executeTakeFirst()) !== undefined;
