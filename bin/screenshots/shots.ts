import { TEAMS } from "./plot.ts";
import { type Shot, teamPage } from "./shot.ts";
import { DIALOGS } from "./shots-dialogs.ts";
import { SETTINGS_DIALOGS } from "./shots-settings.ts";
import { TIME_DIALOGS } from "./shots-time.ts";

/** Pages as they open, in a high window. */
const PAGES: readonly Shot[] = [
  { name: "overview", at: "/" },
  { name: "teams", at: "/teams" },
  { name: "teams-filtered", at: "/teams?vendor=gitbook&q=re" },
  { name: "teams-none", at: "/teams?q=nothing+of+this+name" },
  { name: "members-paperspace", at: teamPage(TEAMS.paperspace, "/members") },
  { name: "members-sorted", at: teamPage(TEAMS.paperspace, "/members?sort=lastActive&dir=desc&role=admin") },
  { name: "members-temporary", at: teamPage(TEAMS.paperspace, "/members?temporary=yes") },
  { name: "members-none", at: teamPage(TEAMS.paperspace, "/members?q=nobody+of+this+name") },
  { name: "members-waiting", at: teamPage(TEAMS.other, "/members") },
  { name: "members-gitbook", at: teamPage(TEAMS.gitbook, "/members") },
  { name: "members-view-only", at: teamPage(TEAMS.viewOnly, "/members") },
  { name: "members-refused", at: teamPage(TEAMS.refused, "/members") },
  { name: "members-organization", at: teamPage(TEAMS.organization, "/members") },
  { name: "team-secrets", at: teamPage(TEAMS.other, "/secrets") },
  { name: "secret", at: teamPage(TEAMS.paperspace, "/secrets/WANDB_API_KEY") },
  { name: "secret-gone", at: teamPage(TEAMS.paperspace, "/secrets/NO_SUCH_SECRET") },
  { name: "team-secrets-refused", at: teamPage(TEAMS.refused, "/secrets") },
  { name: "team-gone", at: "/teams/no-such-team/members" },
  { name: "people", at: "/people" },
  { name: "people-both", at: "/people?in=both&sort=lastActive&dir=desc" },
  { name: "people-temporary", at: "/people?temporary=yes" },
  { name: "people-none", at: "/people?q=nobody+of+this+name" },
  { name: "person", at: ({ person }) => person },
  { name: "person-gone", at: "/people/00000000000000000000000000" },
  { name: "secrets", at: "/secrets" },
  { name: "secrets-overdue", at: "/secrets?due=overdue" },
  { name: "secrets-none", at: "/secrets?q=NOTHING_OF_THIS_NAME" },
  { name: "activity", at: "/activity" },
  { name: "activity-outside", at: "/activity?source=outside" },
  { name: "activity-none", at: "/activity?q=nothing+of+this+name" },
  { name: "batches", at: "/activity/batches" },
  { name: "batch", at: ({ batch }) => batch },
  { name: "batch-failed", at: ({ failedBatch }) => failedBatch },
  { name: "plan-gone", at: "/plans/no-such-plan" },
  { name: "coming-up", at: "/activity/coming-up" },
  { name: "scheduled", at: ({ scheduled }) => scheduled },
  { name: "offboardings", at: "/activity/offboardings" },
  { name: "offboarding", at: ({ offboarding }) => offboarding },
  { name: "paper-batch", at: ({ failedBatch }) => `${failedBatch}/receipt` },
  { name: "paper-offboarding", at: ({ offboarding }) => `${offboarding}/receipt` },
  { name: "approvals", at: "/approvals" },
  { name: "reviews", at: "/reviews" },
  { name: "review", at: ({ review }) => review },
  { name: "paper-review", at: ({ review }) => `${review}/evidence` },
  { name: "approval-policy", at: "/settings/approvals" },
  { name: "connections", at: "/settings/connections" },
  { name: "policies", at: "/settings/policies" },
  { name: "notices", at: "/settings/notices" },
  { name: "webhooks", at: "/settings/webhooks" },
  { name: "tokens", at: "/settings/tokens" },
  { name: "users", at: "/settings/users" },
  { name: "sessions", at: "/settings/users/sessions" },
  {
    name: "audit-log",
    at: "/settings/audit",
    // The first checkpoint is made at the start, by how far the log has come then.
    mask: (page) => [page.getByRole("table", { name: "Checkpoints" }).getByRole("row").last()],
  },
  { name: "profile", at: "/settings/profile" },
  { name: "help", at: "/help" },
  { name: "help-plans", at: "/help/plans" },
  { name: "help-reference", at: "/help/reference" },
  { name: "not-found", at: "/no-such-page" },
];

/** The same pages for somebody who may only look. */
const AS_VIEWER: readonly Omit<Shot, "as">[] = [
  { name: "viewer-overview", at: "/" },
  { name: "viewer-members", at: teamPage(TEAMS.paperspace, "/members") },
  { name: "viewer-secrets", at: "/secrets" },
  { name: "viewer-person", at: ({ person }) => person },
  { name: "viewer-coming-up", at: "/activity/coming-up" },
  { name: "viewer-connections", at: "/settings/connections" },
];

/** Before anything is connected. */
const EMPTY: readonly Shot[] = [
  ["overview", "/"],
  ["teams", "/teams"],
  ["people", "/people"],
  ["secrets", "/secrets"],
  ["activity", "/activity"],
  ["batches", "/activity/batches"],
  ["coming-up", "/activity/coming-up"],
  ["offboardings", "/activity/offboardings"],
  ["approvals", "/approvals"],
  ["reviews", "/reviews"],
  ["notices", "/settings/notices"],
  ["connections", "/settings/connections"],
  ["policies", "/settings/policies"],
  ["webhooks", "/settings/webhooks"],
].map(([name = "", at = ""]) => ({ name: `empty-${name}`, at, as: "empty" as const }));

const SIGN_IN: readonly Shot[] = [
  { name: "set-up", at: "/setup", as: "first" },
  { name: "sign-in", at: "/sign-in", as: "visitor" },
  { name: "sign-in-providers", at: "/sign-in", as: "strictVisitor" },
  { name: "sign-in-confirmed", at: "/sign-in/confirmed", as: "visitor" },
  { name: "sign-in-not-confirmed", at: "/sign-in/confirmed?problem=refused", as: "visitor" },
  { name: "join", at: ({ join }) => join, as: "visitor" },
  { name: "join-dead", at: "/join/no-such-link", as: "visitor" },
  { name: "reset", at: ({ reset }) => reset, as: "visitor" },
  { name: "stop-dead", at: "/stop/no-such-link", as: "visitor" },
  { name: "reset-dead", at: "/reset/no-such-link", as: "visitor" },
  { name: "two-factor-needed", at: "/two-factor", as: "strict" },
];

export const SHOTS: readonly Shot[] = [
  ...PAGES,
  ...AS_VIEWER.map((shot) => ({ ...shot, as: "viewer" as const })),
  ...EMPTY,
  ...SIGN_IN,
  ...DIALOGS,
  ...SETTINGS_DIALOGS,
  ...TIME_DIALOGS,
];
