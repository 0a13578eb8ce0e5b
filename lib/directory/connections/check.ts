import "server-only";
import { AppError } from "#lib/core/errors.ts";
import { tokenQueue } from "#lib/directory/connections/queue.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import { type TokenCheck, type TokenTarget, VendorError } from "#lib/vendors/port.ts";
import { getVendor } from "#lib/vendors/registry.ts";

const open = (vendor: VendorId, token: string, targetId: string) =>
  getVendor(vendor).open({ token, targetId, queueKey: tokenQueue(vendor, token) });

/**
 * Asks a vendor whose token this is and what it reaches. Nothing is stored.
 * Paperspace `GET /auth/session`; GitBook `GET /user`, `/orgs` and each organization's permissions.
 * Throws VENDOR_TOKEN_REFUSED and the other vendor codes.
 */
export async function checkToken(vendor: VendorId, token: string): Promise<TokenCheck> {
  try {
    return await open(vendor, token, "").checkToken();
  } catch (error) {
    // GitBook answers 403 to what it takes for no token at all.
    if (error instanceof VendorError && error.code === "VENDOR_FORBIDDEN") {
      throw new VendorError("VENDOR_TOKEN_REFUSED", {
        vendor,
        effect: "none",
        status: error.status,
        ...(error.reason ? { reason: error.reason } : {}),
      });
    }
    throw error;
  }
}

/**
 * The target of a token: from what the check listed (by id or namespace), else read directly where the vendor did not
 * list it and the id was typed. Throws INVALID_INPUT on `targetId` when the token does not open it.
 */
export async function resolveTarget(
  vendor: VendorId,
  token: string,
  check: TokenCheck,
  targetId: string,
): Promise<TokenTarget> {
  const listed = check.targets.find((target) => target.id === targetId || target.namespace === targetId);
  if (listed) return listed;
  const facts = VENDOR_FACTS[vendor];
  const wrong = (reason: string): AppError =>
    new AppError("INVALID_INPUT", { fields: { targetId: [reason] } });
  if (!facts.targetIdPattern.test(targetId)) {
    throw wrong(`This is not an id of a ${facts.targetNoun.toLowerCase()}`);
  }
  try {
    const client = open(vendor, token, targetId);
    if (facts.capabilities.manyTeams) await client.listTeams(undefined);
    else await client.listMembers(targetId, undefined);
  } catch (error) {
    if (
      error instanceof VendorError &&
      ["VENDOR_NOT_FOUND", "VENDOR_FORBIDDEN", "VENDOR_REFUSED"].includes(error.code)
    ) {
      throw wrong(`This token does not open ${targetId}`);
    }
    throw error;
  }
  return {
    id: targetId,
    name: targetId,
    may: { view: true, manage: true },
    rights: ["Rights could not be read"],
  };
}
