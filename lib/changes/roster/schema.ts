import { z } from "zod";
import { MAX_LINES, TOO_MANY_LINES } from "#lib/changes/intake/limits.ts";
import { VENDOR_IDS } from "#lib/vendors/ids.ts";
import { TEAM_ROLES } from "#lib/vendors/port.ts";

/*
 * The roster as code: what a company's repository says of who is in which team. The file, `roster` of POST /plans, the
 * export and the JSON Schema that editors read are all made of this.
 */

/** Stops of a roster that are on unless the roster turns them off by name. */
export const BRAKE_CODES = ["few-admins", "many-removals", "own-removal", "re-add"] as const;
export type BrakeCode = (typeof BRAKE_CODES)[number];
/** Why nothing of a plan is applied. `team`: its label, "" where it is about no single team. */
export type Brake = { code: BrakeCode; team: string; text: string };
/** What a part of a roster came to. `where`: its path in the roster, "" where it is about none. */
export type RosterFinding = { where: string; text: string; tone: "ok" | "quiet" | "bad" };

const MAX_TEAMS = 5_000;
const DEFAULT_ADMINS = 1;
const DEFAULT_SHARE = 0.25;

const name = z.string().min(1).max(1_000);

export const rosterMemberSchema = z
  .strictObject({
    email: z
      .string()
      .min(1)
      .max(320)
      .optional()
      .meta({ description: "The person's e-mail address.", examples: ["ada@example.com"] }),
    userId: z.string().min(1).max(512).optional().meta({
      description:
        "The vendor's id of the account, for people who have no e-mail address there, or share one with somebody else of the team.",
    }),
    role: z.enum(TEAM_ROLES).optional().meta({
      description:
        "Their role in the team: member where it is left out. Not every vendor has every role: Paperspace knows admin and member, GitBook owner and member.",
    }),
    until: z
      .union([z.iso.datetime({ offset: true }), z.iso.date()], "Write 2026-12-31 or 2026-12-31T18:00:00Z")
      .optional()
      .meta({
        description:
          "When Rollcall takes it back: a day (to its end, UTC) or an instant. It is set where the role or membership is given, and can be changed later in Rollcall alone.",
        examples: ["2026-12-31", "2026-12-31T18:00:00Z"],
      }),
    again: z.literal(true).optional().meta({
      description:
        "Says that somebody who left this team outside Rollcall is meant to come back. Without it the brake re-add stops the plan. Take it out once they are back.",
    }),
  })
  .refine(({ email, userId }) => email !== undefined || userId !== undefined, {
    error: "Give an email or a userId",
    path: ["email"],
  });

export const rosterTeamSchema = z.strictObject({
  connection: name.meta({ description: "The label of the connection in Rollcall.", examples: ["Acme Docs"] }),
  vendor: z
    .enum(VENDOR_IDS)
    .optional()
    .meta({ description: "Only where two connections have the same label." }),
  team: name.meta({ description: "The team's name at the vendor.", examples: ["Handbook"] }),
  id: z.string().min(1).max(64).optional().meta({
    description: "Rollcall's id of the team: only where two teams of a connection have the same name.",
  }),
  members: z
    .array(rosterMemberSchema)
    .max(MAX_LINES, TOO_MANY_LINES)
    .meta({ description: "Everybody who is in the team." }),
});

export const rosterFileSchema = z
  .strictObject({
    $schema: z
      .string()
      .max(2_000)
      .optional()
      .meta({ description: "Where this schema is; Rollcall ignores it." }),
    teams: z.array(rosterTeamSchema).max(MAX_TEAMS).meta({
      description:
        "The teams that this roster is about. A team that is not here is left alone, and nobody makes or deletes a team by a roster.",
    }),
    removeOthers: z.boolean().default(true).meta({
      description: "Whether whoever is in one of these teams and not in this roster is removed from it.",
    }),
    allow: z.array(z.enum(BRAKE_CODES)).max(BRAKE_CODES.length).default([]).meta({
      description:
        "Brakes that are off. few-admins: a team loses an admin and has fewer than minimumAdmins then. many-removals: more than maximumRemoved of a team goes. own-removal: whoever the token belongs to, or whose vendor token Rollcall uses, is removed or gets less. re-add: somebody who left outside Rollcall is added again.",
    }),
    minimumAdmins: z.number().int().min(0).max(1_000).default(DEFAULT_ADMINS).meta({
      description: "How many active admins (or owners) every team keeps, for the brake few-admins.",
    }),
    maximumRemoved: z.number().min(0).max(1).default(DEFAULT_SHARE).meta({
      description: "The largest part of a team that one plan removes, for the brake many-removals.",
    }),
  })
  .refine(({ teams }) => teams.reduce((sum, { members }) => sum + members.length, 0) <= MAX_LINES, {
    error: TOO_MANY_LINES.replace("lines", "members"),
    path: ["teams"],
  });

export type RosterFile = z.output<typeof rosterFileSchema>;
export type RosterTeam = RosterFile["teams"][number];
export type RosterEntry = RosterTeam["members"][number];
