import "server-only";
import { readInvitees } from "#lib/changes/intake/invite.ts";
import { dropUpload } from "#lib/changes/intake/mutations.ts";
import { readRosterFile } from "#lib/changes/roster/file.ts";
import { readRoster } from "#lib/changes/roster/upload.ts";
import { memberLines } from "#lib/changes/sources/members.ts";
import { personLines } from "#lib/changes/sources/people.ts";
import { reviewLines } from "#lib/changes/sources/review.ts";
import type { ParsedPlanSource } from "#lib/changes/sources/schema.ts";
import { secretLines } from "#lib/changes/sources/secrets.ts";
import { undoLine, undoLines } from "#lib/changes/sources/undo.ts";
import type { SourceLine } from "#lib/changes/types.ts";
import type { Viewer } from "#lib/core/permissions.ts";

/**
 * The changes that a source stands for now, in the order in which they are applied; what cannot be done stands among
 * them with its reason. Reads the store alone. Throws NOT_FOUND (the team or batch is gone), INVALID_INPUT.
 */
export async function resolveSource(viewer: Viewer, source: ParsedPlanSource): Promise<SourceLine[]> {
  switch (source.kind) {
    case "members":
      return memberLines(source);
    case "people":
      return personLines(source);
    case "secrets":
      return secretLines(source);
    case "review":
      return reviewLines(viewer, source.reviewId);
    case "undo":
      return undoLines(viewer, source.batchId);
    case "undoChange":
      return undoLine(viewer, source.changeId);
    case "roster":
      return (await readRoster(viewer, source)).changes;
    case "rosterFile":
      return (await readRosterFile(source.roster)).changes;
    case "invitees":
      return (await readInvitees(viewer, source)).changes;
  }
}

/** A source's changes are journaled: what was only kept to make them is forgotten. */
export async function forgetSource(viewer: Viewer, source: ParsedPlanSource): Promise<void> {
  if (source.kind === "roster" || source.kind === "invitees") await dropUpload(viewer, source.uploadId);
}
