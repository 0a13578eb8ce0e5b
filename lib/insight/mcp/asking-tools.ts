import "server-only";
import { CHANGE_SCOPES } from "#lib/access/tokens/constants.ts";
import { askPlanSchema, valuelessProposalSchema } from "#lib/changes/proposals/schema.ts";
import { newId } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { approval } from "#lib/insight/api/approvals.ts";
import { applyPlan, createPlan, plan } from "#lib/insight/api/plans.ts";
import { appliedSchema, nothingSchema, planSchema } from "#lib/insight/api/schema.ts";
import { readingTool, type Tool, tool } from "./tool.ts";

/** So many lines of a plan are told at first. */
const FIRST_LINES = 100;

/** Whoever asks over MCP is an agent, whatever kind of token it was given: nothing that it plans or asks for is applied by itself. */
const asAgent = (viewer: Viewer): Viewer =>
  viewer.token ? { ...viewer, token: { ...viewer.token, kind: "agent" } } : viewer;

const proposeChanges = tool({
  name: "propose_changes",
  title: "Propose changes",
  description:
    "Plans changes and answers what they would do, with a link for people. Changes nothing. Send exactly one of changes, filter, offboarding, undo and roster. Show the person the link, the lines and the risks; then request_apply. Secrets cannot be created or rotated here, since no tool takes a value.",
  scopes: CHANGE_SCOPES,
  input: valuelessProposalSchema,
  words: {
    changes: "Single changes, each with its kind and that kind's input",
    filter: "What is done to all rows of a list that match, or to those with these ids",
    offboarding: "Takes one person out of everything",
    undo: "Takes a finished batch's changes back",
    roster: "Who shall be in which team with which role, as roster.yaml has it",
  },
  answer: planSchema,
  isWriting: true,
  rows: FIRST_LINES,
  read: async (viewer, body, given) => {
    const asker = asAgent(viewer);
    const made = await createPlan.run({ viewer: asker, given, body, header: () => null });
    const first = planSchema.parse(made.body);
    // What has too much to say is read again with fewer lines, and is not made twice.
    return (rows) =>
      rows === FIRST_LINES
        ? Promise.resolve(first)
        : plan.read({ viewer: asker, params: { id: first.id }, query: { limit: rows } });
  },
});

const getPlan = readingTool(
  { ...plan, read: (asked) => plan.read({ ...asked, viewer: asAgent(asked.viewer) }) },
  {
    name: "get_plan",
    title: "One plan",
    description:
      "A plan as it stands now: what it would do, its risks, its link, and what it became. isStale: it comes to something else than when it was made.",
    idWords: "The plan's id, as propose_changes answers it",
  },
);

const requestApply = tool({
  name: "request_apply",
  title: "Ask a person to apply a plan",
  description:
    "Makes a plan a request for approval, which a person decides in Rollcall. Nothing is changed before that, and never by this tool. The same plan is asked for once. Risks are accepted by their codes: accept those alone that the person you work for has seen.",
  scopes: CHANGE_SCOPES,
  input: askPlanSchema,
  words: {
    planId: "The plan's id",
    digest: "Of the plan that was shown: another one by now is refused",
    acknowledged: "Codes of the plan's risks that are accepted",
    leaveOut: "Leave out what cannot be done; else it stops the whole",
    name: "What the request is called, for whoever decides it",
  },
  answer: appliedSchema.or(nothingSchema),
  isWriting: true,
  isIdempotent: true,
  read: async (viewer, body, given) => {
    const key = newId();
    const { body: said } = await applyPlan.run({
      ...{ viewer: asAgent(viewer), given, body },
      // A plan is one effect, under whichever key.
      header: () => key,
    });
    return () => Promise.resolve(said);
  },
});

const getApproval = readingTool(approval, {
  name: "get_approval",
  title: "One request for approval",
  description:
    "What became of a request: pending, approved (with its batch), rejected (with the reason), withdrawn or expired.",
  idWords: "The request's id, as request_apply answers it",
});

export const ASKING_TOOLS: readonly Tool[] = [proposeChanges, getPlan, requestApply, getApproval];
