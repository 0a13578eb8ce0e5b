import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { descriptionOf, inputOf } from "#lib/changes/journal/journal.ts";
import { managingRole } from "#lib/changes/kinds/leaving.ts";
import { addedMember } from "#lib/changes/kinds/member-add.ts";
import { knownMember } from "#lib/changes/kinds/refs.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import { isVendorError, operation, teamOf } from "#lib/changes/kinds/shared.ts";
import type { Together } from "#lib/changes/kinds/together-key.ts";
import { countTry } from "#lib/changes/run/claim.ts";
import { failed, isUnsettled, unknown, wasHarmless } from "#lib/changes/run/ending.ts";
import type { Claim, Ending, RunContext } from "#lib/changes/types.ts";
import type { ErrorCode } from "#lib/core/errors.ts";
import { noteFailure, noteSuccess } from "#lib/directory/connections/open.ts";
import type { TeamRole } from "#lib/vendors/port.ts";

/** Times the call is sent: it says how things shall be, so a second one does no harm. */
const SENDS = 2;
const PAUSE_MS = 500;
/** Times the team is read back before it is said that nobody knows. */
const READS = 3;
/** Refusals that may be about one of the people: then each is tried alone, so that one bad row spoils no other. */
const ABOUT_ONE: readonly ErrorCode[] = ["VENDOR_REFUSED", "VENDOR_NOT_FOUND", "VENDOR_CONFLICT"];

type Roles = ReadonlyMap<string, TeamRole>;

/**
 * Adds several people to a team in one call, or removes them, and reads back once who is in it, for the vendor answers
 * nothing per row. "singly" when the vendor refused the call for what may be one of the rows, or one of them manages the
 * team by now. Throws LeaseLost, NotCounted.
 */
export async function changeTogether(
  claims: readonly Claim[],
  ctx: RunContext,
): Promise<Map<string, Ending> | "singly"> {
  const team = teamOf(ctx);
  const how: Together = claims[0]?.row.kind === "member.remove" ? "remove" : "add";
  const userIds = claims.map(userIdOf);
  if (how === "remove" && (await someManage(ctx, userIds))) return "singly";
  let lost: unknown;
  for (let sent = 0; sent < SENDS; sent++) {
    try {
      const change = operation(ctx.client.changeMembers, "change many members at once");
      await countTry(claims);
      await change(team.vendorTeamId, { [how]: userIds }, { signal: ctx.signal });
      await noteSuccess(ctx.connection.id, "write");
      lost = undefined;
    } catch (error) {
      if (isUnsettled(error)) throw error;
      await noteFailure(ctx.connection.id, error, "write");
      if (wasHarmless(error) && lost === undefined) {
        if (isVendorError(error) && ABOUT_ONE.includes(error.code)) return "singly";
        return new Map(
          claims.map((claim) => [
            claim.row.id,
            failed(error, kindOf(claim.row.kind), descriptionOf(claim.row)),
          ]),
        );
      }
      lost = error;
      await sleep(PAUSE_MS);
    }
    const roles = await readBack(ctx);
    const areAllThere = roles !== undefined && userIds.every((id) => roles.has(id) === (how === "add"));
    if (lost === undefined || areAllThere || sent === SENDS - 1)
      return endings(claims, ctx, { how, roles, lost });
  }
  return "singly";
}

const userIdOf = (claim: Claim): string => String(inputOf(claim.row).userId);

/** By our copy, which a sync may have renewed since the plan: who manages the team is looked at before the call. */
async function someManage(ctx: RunContext, userIds: readonly string[]): Promise<boolean> {
  const managing = managingRole(ctx.facts);
  for (const userId of userIds) {
    const member = await knownMember(teamOf(ctx).id, userId);
    if (member?.role === managing) return true;
  }
  return false;
}

type Found = { how: Together; roles: Roles | undefined; lost: unknown };

async function endings(
  claims: readonly Claim[],
  ctx: RunContext,
  found: Found,
): Promise<Map<string, Ending>> {
  const all = new Map<string, Ending>();
  for (const claim of claims) all.set(claim.row.id, await endingOf(claim, ctx, found));
  return all;
}

async function endingOf(claim: Claim, ctx: RunContext, { how, roles, lost }: Found): Promise<Ending> {
  const userId = userIdOf(claim);
  if (!roles)
    return lost === undefined
      ? { state: "unknown", code: "VENDOR_UNAVAILABLE", reason: "The members could not be read back" }
      : unknown(lost);
  const role = roles.get(userId);
  if ((role !== undefined) !== (how === "add"))
    return lost === undefined
      ? {
          state: "failed",
          code: "VENDOR_REFUSED",
          reason: `${ctx.facts.name} ${how === "add" ? "left this person out" : "kept this person"}`,
        }
      : failed(lost, kindOf(claim.row.kind), descriptionOf(claim.row));
  if (role === undefined) return { state: "done", applied: { state: "done" } };
  const member = await addedMember(ctx, userId, role);
  return { state: "done", applied: { state: "done", patch: { member } } };
}

/** Roles of all who are in the team now; undefined where its list could not be read to the end. */
async function readBack(ctx: RunContext): Promise<Roles | undefined> {
  for (let read = 0; read < READS; read++) {
    try {
      return await rolesNow(ctx);
    } catch (error) {
      await noteFailure(ctx.connection.id, error, "read");
      if (read < READS - 1) await sleep(PAUSE_MS * 2 ** read);
    }
  }
  return undefined;
}

async function rolesNow(ctx: RunContext): Promise<Roles> {
  const { vendorTeamId } = teamOf(ctx);
  const roles = new Map<string, TeamRole>();
  const seen = new Set<string>();
  for (let cursor: string | undefined; ; ) {
    const page = await ctx.client.listMembers(vendorTeamId, cursor, { signal: ctx.signal });
    for (const member of page.items) roles.set(member.userId, member.role);
    if (page.problem) throw new Error("the list of members did not reach its end");
    if (page.next === undefined) return roles;
    if (seen.has(page.next)) throw new Error("the list of members goes in circles");
    seen.add(page.next);
    cursor = page.next;
  }
}
