import "server-only";
import type { ScopeNames } from "#lib/changes/kinds/kind.ts";
import type { Described, RunContext, TeamRef } from "#lib/changes/types.ts";
import type { ChangeKindName } from "#lib/core/change-names.ts";
import { AppError, type ErrorCode } from "#lib/core/errors.ts";
import type { VendorError } from "#lib/vendors/port.ts";

/** The team that the kind's scope names; the planner has made sure of it. Throws NOT_FOUND. */
export function teamOf(ctx: { team: TeamRef | undefined }): TeamRef {
  if (!ctx.team) throw new AppError("NOT_FOUND", { reason: "This team is gone" });
  return ctx.team;
}

/** The same while planning, under the name that tells it from others of the plan. */
export const plannedTeam = (ctx: { team: TeamRef | undefined; names: ScopeNames }): TeamRef => ({
  ...teamOf(ctx),
  name: ctx.names.team,
});

/** Somebody under the name that tells them from others of the plan. */
export const named = <T extends { userId: string; label: string }>(
  { names }: { names: ScopeNames },
  who: T | undefined,
): T | undefined => who && { ...who, label: names.person(who) };

/** Narrows an operation that exists only where the vendor can do it. Throws NOT_SUPPORTED. */
export function operation<T>(method: T | undefined, what: string): T {
  if (method === undefined) throw new AppError("NOT_SUPPORTED", { reason: `This vendor cannot ${what}` });
  return method;
}

/** A vendor's failure, told by its shape: what lives once a process may throw the class of another bundle. */
export const isVendorError = (error: unknown): error is VendorError =>
  error instanceof Error && error.name === "VendorError" && "effect" in error;

export const isVendorCode = (error: unknown, code: ErrorCode): boolean =>
  isVendorError(error) && error.code === code;

type PlanWords = Pick<Described, "title" | "subject">;
const refusedFor = (
  words: PlanWords,
  code: "NOT_FOUND" | "VENDOR_UNAVAILABLE",
  reason: string,
): Described => ({
  ...words,
  before: "",
  after: "",
  calls: 0,
  refusal: { code, reason },
});

/** A plan about somebody or something that is not there. */
export const notThere = (words: PlanWords, reason: string): Described =>
  refusedFor(words, "NOT_FOUND", reason);

/** A plan about something of which nobody says whether it is there. */
export const notSaid = (words: PlanWords, reason: string): Described =>
  refusedFor(words, "VENDOR_UNAVAILABLE", reason);

/** A plan of something that the vendor cannot do. */
export const notSupported = (described: Described, reason: string): Described => ({
  ...described,
  calls: 0,
  refusal: { code: "NOT_SUPPORTED", reason },
});

/** The end of a claim that says what somebody keeps. */
export const andStays = (stays: string | undefined): string => (stays ? `, and stays ${stays}` : "");

/** The part of a claim that says when it ends. */
export const andUntil = (until: string | undefined): string => (until ? ` ${until}` : "");

/** How far a vendor's clock may be from ours, in milliseconds. */
const CLOCK_TOLERANCE_MS = 120_000;

/** Whether the vendor made something after this change was begun; undefined when its answer has no usable time. */
export function madeSince(
  ctx: Pick<RunContext<ChangeKindName>, "startedAt">,
  createdAt: string | undefined,
): boolean | undefined {
  const made = createdAt === undefined ? Number.NaN : Date.parse(createdAt);
  if (Number.isNaN(made)) return undefined;
  return made >= Date.parse(ctx.startedAt) - CLOCK_TOLERANCE_MS;
}

/** Pauses before each read-back, in milliseconds: the vendor may still be at it. */
export const READ_BACK_PAUSES_MS = [300, 1_000, 3_000] as const;
