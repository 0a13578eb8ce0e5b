import { z } from "zod";
import { MAX_MINUTES } from "#lib/changes/ends/schema.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import type { TeamRole } from "#lib/vendors/port.ts";

export const UPLOAD_KINDS = ["roster", "invitees"] as const;
export type UploadKind = (typeof UPLOAD_KINDS)[number];
/** What the upload route answers. */
export type Upload = { id: string; encoding: string };

const rowId = z.string().min(1).max(64);
const role = z.enum(["owner", "admin", "member"]);

/** Whom to invite, as far as it stands in a list that was sent, and where to. */
export const invitationChoiceSchema = z.strictObject({
  uploadId: rowId,
  /** For every line that names no team itself. An organization's own list stands for the organization alone. */
  targets: z.array(z.strictObject({ teamId: rowId, role })).max(50),
  orgRole: z.string().min(1).max(64).optional(),
  sso: z.boolean().optional(),
  /** When what they come to ends: so long after it has begun. */
  minutes: z.number().int().min(1).max(MAX_MINUTES).optional(),
  /** Choices for single lines, by their index. */
  perLine: z
    .array(
      z.strictObject({
        index: z.number().int().min(0).max(50_000),
        teamId: rowId.optional(),
        role: role.optional(),
      }),
    )
    .max(500)
    .default([]),
});
export type InvitationChoice = z.input<typeof invitationChoiceSchema>;
export type ParsedInvitationChoice = z.output<typeof invitationChoiceSchema>;

export const rosterChoiceSchema = z.strictObject({
  uploadId: rowId,
  removeOthers: z.boolean().default(false),
  /** Whose clocks the times in it go by; UTC where absent. */
  zone: z.string().min(1).max(64).optional(),
});
export type RosterChoice = z.input<typeof rosterChoiceSchema>;
export type ParsedRosterChoice = z.output<typeof rosterChoiceSchema>;
export const dropUploadSchema = z.strictObject({ uploadId: rowId });

/** What a line came to. `bad`: it is left out; `quiet`: nothing needs to be done about it. */
export type LineFinding = {
  line: number;
  /** Of somebody to be invited. */
  index?: number;
  text: string;
  tone: "ok" | "quiet" | "bad";
  words: string;
};

/** People whom only the vendor's own console can invite. */
export type ByConsole = {
  teamId: string;
  teamName: string;
  vendor: VendorId;
  /** The console's page, where it is known. */
  url?: string;
  people: { email: string; role: TeamRole; line: number; minutes?: number }[];
};

/** What a list or a roster would do, before it is planned change by change. */
export type Reading = {
  lines: number;
  /** What is wrong first; `findingTotal` counts all. */
  findings: LineFinding[];
  findingTotal: number;
  counts: { bad: number; quiet: number; adds: number; invites: number; roles: number; removals: number };
  byConsole: ByConsole[];
  notes: string[];
  /** Of a roster: teams that lose many people by being left out, a sentence each. */
  brakes?: string[];
  /** Somebody gets an invitation to this organization. */
  organizations: string[];
};
/** Findings that one answer carries. */
export const MAX_FINDINGS = 500;
