import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { Claim } from "#lib/changes/claim.ts";
import { type Ending, failed, isLeaseLost, unknown, wasHarmless } from "#lib/changes/ending.ts";
import { assertLeased, type Context } from "#lib/changes/execute.ts";
import { descriptionOf, inputOf } from "#lib/changes/journal.ts";
import { addedMember } from "#lib/changes/kinds/member-add.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import { isVendorError, operation, teamOf } from "#lib/changes/kinds/shared.ts";
import { noteFailure, noteSuccess } from "#lib/connections/open.ts";
import type { ErrorCode } from "#lib/errors.ts";
import type { TeamRole } from "#lib/vendors/port.ts";

/** Up to so many people are read back one by one; more by reading the team's list once. */
const SINGLE_READS = 5;
/** Times the call is sent: who is in the team already is left as they are. */
const SENDS = 2;
const PAUSE_MS = 500;
/** Refusals that may be about one of the people: then each is tried alone, so that one bad row spoils no other. */
const ABOUT_ONE: readonly ErrorCode[] = ["VENDOR_REFUSED", "VENDOR_NOT_FOUND", "VENDOR_CONFLICT"];

/**
 * Adds several people to a team in one call and reads back who is in it, for the vendor answers nothing per row.
 * "singly" when the vendor refused the call for what may be one of the rows. Throws LeaseLost.
 */
export async function addTogether(
  claims: readonly Claim[],
  ctx: Context,
): Promise<Map<string, Ending> | "singly"> {
  const team = teamOf(ctx);
  const kind = kindOf("member.add");
  const userIds = claims.map(userIdOf);
  let lost: unknown;
  for (let sent = 0; sent < SENDS; sent++) {
    try {
      for (const claim of claims) await assertLeased(claim);
      const change = operation(ctx.client.changeMembers, "change many members at once");
      await change(team.vendorTeamId, { add: userIds }, { signal: ctx.signal });
      await noteSuccess(ctx.connection.id, "write");
      lost = undefined;
    } catch (error) {
      if (isLeaseLost(error)) throw error;
      await noteFailure(ctx.connection.id, error, "write");
      if (wasHarmless(error) && lost === undefined) {
        if (isVendorError(error) && ABOUT_ONE.includes(error.code)) return "singly";
        return new Map(claims.map((claim) => [claim.row.id, failed(error, kind, descriptionOf(claim.row))]));
      }
      lost = error;
      await sleep(PAUSE_MS);
    }
    const roles = await rolesNow(ctx, userIds).catch(() => undefined);
    const areAllIn = roles !== undefined && userIds.every((userId) => roles.has(userId));
    if (lost === undefined || areAllIn || sent === SENDS - 1) return endings(claims, ctx, roles, lost);
  }
  return "singly";
}

const userIdOf = (claim: Claim): string => String(inputOf(claim.row).userId);

async function endings(
  claims: readonly Claim[],
  ctx: Context,
  roles: ReadonlyMap<string, TeamRole> | undefined,
  lost: unknown,
): Promise<Map<string, Ending>> {
  const all = new Map<string, Ending>();
  for (const claim of claims) all.set(claim.row.id, await endingOf(claim, ctx, roles, lost));
  return all;
}

async function endingOf(
  claim: Claim,
  ctx: Context,
  roles: ReadonlyMap<string, TeamRole> | undefined,
  lost: unknown,
): Promise<Ending> {
  const userId = userIdOf(claim);
  if (!roles)
    return lost === undefined
      ? { state: "unknown", code: "VENDOR_UNAVAILABLE", reason: "The members could not be read back" }
      : unknown(lost);
  const role = roles.get(userId);
  if (role === undefined)
    return lost === undefined
      ? { state: "failed", code: "VENDOR_REFUSED", reason: `${ctx.facts.name} left this person out` }
      : failed(lost, kindOf("member.add"), descriptionOf(claim.row));
  const member = await addedMember(ctx, userId, role);
  return { state: "done", applied: { state: "done", patch: { member } } };
}

/** Roles of those who are in the team now. */
async function rolesNow(ctx: Context, userIds: readonly string[]): Promise<Map<string, TeamRole>> {
  const { vendorTeamId } = teamOf(ctx);
  const roles = new Map<string, TeamRole>();
  if (userIds.length <= SINGLE_READS) {
    for (const userId of userIds) {
      const found = await ctx.client.findMember(vendorTeamId, userId, { signal: ctx.signal });
      if (found) roles.set(userId, found.role);
    }
    return roles;
  }
  const wanted = new Set(userIds);
  const seen = new Set<string>();
  for (let cursor: string | undefined; ; ) {
    const page = await ctx.client.listMembers(vendorTeamId, cursor, { signal: ctx.signal });
    for (const member of page.items) if (wanted.has(member.userId)) roles.set(member.userId, member.role);
    if (roles.size === wanted.size || page.next === undefined || seen.has(page.next)) return roles;
    seen.add(page.next);
    cursor = page.next;
  }
}
