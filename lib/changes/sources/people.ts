import "server-only";
import type { ParsedPlanSource } from "#lib/changes/source-schema.ts";
import type { SourceLine } from "#lib/changes/sources/line.ts";
import { AppError } from "#lib/errors.ts";

type PeopleSource = Extract<ParsedPlanSource, { kind: "people" }>;

/** The lines for a selection of people, over all their teams. */
export async function personLines(_source: PeopleSource): Promise<SourceLine[]> {
  throw new AppError("NOT_SUPPORTED", { reason: "People cannot be chosen yet" });
}
