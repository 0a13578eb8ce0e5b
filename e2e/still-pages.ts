import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import type { PeoplePage } from "#lib/directory/people/schema.ts";
import type { SecretRow } from "#lib/directory/secrets/schema.ts";
import type { RowPage, TeamRow } from "#lib/directory/teams/schema.ts";
import type { SandboxControl, TenantDescription } from "#sandbox/types.ts";
import { root } from "../bin/child.ts";
import { IVO, NOOR } from "./cast.ts";
import { expect } from "./fixtures.ts";
import { callAction } from "./server-actions.ts";

/** What an instance has that shows something on each of its pages: addresses of pages, which have an id of their own. */
export type Furnished = {
  team: string;
  organization: string;
  secret: string;
  person: string;
  batch: string;
  offboarding: string;
  review: string;
  join: string;
  reset: string;
};

/** Who sees a page: an admin, or nobody who is signed in. The others are met on the way through a first start. */
type Sight = { as: "admin" | "nobody"; at: (places: Furnished) => string } | { as: "newcomer" };

type Place = string | ((places: Furnished) => string);
const seenBy =
  (as: "admin" | "nobody") =>
  (at: Place): Sight => ({ as, at: typeof at === "string" ? () => at : at });
const admin = seenBy("admin");
const nobody = seenBy("nobody");

/** Every page of the product by its file in `app/`. */
export const PAGES: Readonly<Record<string, readonly Sight[]>> = {
  "(auth)/join/[token]": [nobody(({ join }) => join)],
  "(auth)/reset/[token]": [nobody(({ reset }) => reset)],
  "(auth)/setup": [{ as: "newcomer" }],
  "(auth)/sign-in": [nobody("/sign-in")],
  "(auth)/sign-in/code": [{ as: "newcomer" }],
  "(auth)/sign-in/confirmed": [nobody("/sign-in/confirmed")],
  "(auth)/stop/[token]": [nobody("/stop/no-such-link")],
  "(auth)/two-factor": [{ as: "newcomer" }],
  "(dashboard)": [admin("/")],
  "(dashboard)/[...rest]": [admin("/no-such-page")],
  "(dashboard)/activity": [admin("/activity")],
  "(dashboard)/activity/batches": [admin("/activity/batches")],
  "(dashboard)/activity/batches/[id]": [admin(({ batch }) => batch)],
  "(dashboard)/activity/coming-up": [admin("/activity/coming-up")],
  "(dashboard)/plans/[id]": [admin("/plans/no-such-plan")],
  "(dashboard)/activity/offboardings": [admin("/activity/offboardings")],
  "(dashboard)/activity/offboardings/[batchId]": [admin(({ offboarding }) => offboarding)],
  "(dashboard)/approvals": [admin("/approvals")],
  "(dashboard)/help": [admin("/help")],
  "(dashboard)/help/reference": [admin("/help/reference")],
  "(dashboard)/help/[topic]": [admin("/help/plans")],
  "(dashboard)/people": [admin("/people"), admin("/people?role=managing&inactive=90")],
  "(dashboard)/people/[id]": [admin(({ person }) => person)],
  "(dashboard)/reviews": [admin("/reviews")],
  "(dashboard)/reviews/[id]": [admin(({ review }) => review)],
  "(dashboard)/secrets": [admin("/secrets"), admin("/secrets?due=overdue")],
  "(dashboard)/settings/approvals": [admin("/settings/approvals")],
  "(dashboard)/settings/audit": [admin("/settings/audit")],
  "(dashboard)/settings/connections": [admin("/settings/connections")],
  "(dashboard)/settings/notices": [admin("/settings/notices")],
  "(dashboard)/settings/policies": [admin("/settings/policies")],
  "(dashboard)/settings/profile": [admin("/settings/profile")],
  "(dashboard)/settings/tokens": [admin("/settings/tokens")],
  "(dashboard)/settings/users": [admin("/settings/users")],
  "(dashboard)/settings/users/sessions": [admin("/settings/users/sessions")],
  "(dashboard)/settings/webhooks": [admin("/settings/webhooks")],
  "(dashboard)/teams": [admin("/teams"), admin("/teams?q=nothing+of+this+name")],
  "(dashboard)/teams/[id]": [admin(({ team }) => team)],
  "(dashboard)/teams/[id]/members": [
    admin(({ team }) => `${team}/members`),
    admin(({ organization }) => `${organization}/members`),
  ],
  "(dashboard)/teams/[id]/secrets": [admin(({ team }) => `${team}/secrets`)],
  "(dashboard)/teams/[id]/secrets/[name]": [admin(({ secret }) => secret)],
  "(paper)/activity/batches/[id]/receipt": [admin(({ batch }) => `${batch}/receipt`)],
  "(paper)/activity/offboardings/[batchId]/receipt": [admin(({ offboarding }) => `${offboarding}/receipt`)],
  "(paper)/reviews/[id]/evidence": [admin(({ review }) => `${review}/evidence`)],
};

/** The folders of `app/` that have a page. */
export const pagesOfApp = (): string[] =>
  readdirSync(path.join(root, "app"), { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "page.tsx")
    .map((file) => path.dirname(file).split(path.sep).join("/"))
    .sort();

const read = async <T>(page: Page, route: string): Promise<T> => (await page.request.get(route)).json();
type Outcome = { status: string; batch: { batchId: string; finished: boolean } };

/** Does by request what puts something on each page, once the teams of both vendors are read. */
export async function furnish(
  page: Page,
  sandbox: SandboxControl,
  compute: TenantDescription,
  docs: TenantDescription,
): Promise<Furnished> {
  const person = async (email: string) =>
    (await read<PeoplePage>(page, `/api/people?in=both&q=${email}`)).rows[0]?.id ?? "";
  await expect.poll(() => person(NOOR.email), { timeout: 60_000 }).not.toBe("");
  const teamOf = async (wanted: string) => {
    const find = async () =>
      (await read<RowPage<TeamRow>>(page, "/api/teams")).rows.find(({ name }) => name === wanted)?.id ?? "";
    await expect.poll(find, `a team called ${wanted}`).not.toBe("");
    return find();
  };
  const teamId = await teamOf(compute.teamName);
  const handbook = await teamOf(docs.teamName);
  await page.goto("/teams");
  const organization = page.getByRole("link", { name: docs.organizationTitle, exact: true });
  const secret = async () =>
    (await read<RowPage<SecretRow>>(page, `/api/teams/${teamId}/secrets`)).rows[0]?.name ?? "";
  await expect.poll(secret).not.toBe("");
  const { rows: members } = await read<RowPage<MemberRow>>(page, `/api/teams/${teamId}/members?role=member`);
  const apply = (changes: object[], more = {}) =>
    callAction<Outcome>(page, "applyAction", { key: randomUUID(), changes, ...more });
  const userOf = (email: string) => members.find((one) => one.email === email)?.userId;

  await sandbox.setFaults(compute.token, [
    { route: "PUT /teams/:id/users/:userId", times: 1, status: 403, body: JSON.stringify(REFUSAL) },
  ]);
  const roles = members
    .filter(({ email }) => email !== NOOR.email)
    .slice(0, 5)
    .map(({ userId }) => ({ kind: "member.setRole", input: { teamId, userId, role: "admin" } }));
  const { batch } = await apply(roles);
  const leaving = await apply([{ kind: "member.remove", input: { teamId, userId: userOf(NOOR.email) } }]);
  const personId = await person(NOOR.email);
  await callAction(page, "recordOffboardingAction", {
    ...{ batchId: leaving.batch.batchId, personId },
    unreached: [{ name: "Handbook", reason: "GitBook did not answer" }],
  });
  await callAction(page, "startWatchingAction", { teamId, emails: ["robin@halden.example"], role: "admin" });
  await callAction(page, "createWebhookAction", {
    ...{ url: "http://127.0.0.1:9/hook", label: "Ops", withNames: false, events: ["batch.failed"] },
  });
  await callAction(page, "createPolicyAction", { teamId: "", pattern: "*_TOKEN", days: 90 });
  await callAction(page, "verifyLogAction", {});
  await callAction(page, "makeCheckpointAction", {});
  await callAction(page, "setRulesAction", { rules: [{ kind: "team.rename", above: 0 }], hours: 24 });
  const asked = await apply([{ kind: "team.rename", input: { teamId: handbook, title: "Manual" } }], {
    acknowledged: [APPROVAL_CODE],
  });
  expect([batch.finished, asked.status]).toEqual([true, "requested"]);
  const invited = await callAction<{ url: string }>(page, "inviteUserAction", {
    ...{ email: "robin@halden.example", role: "viewer" },
  });
  const review = await reviewOf(page, teamId);
  return {
    team: `/teams/${teamId}`,
    organization: ((await organization.getAttribute("href")) ?? "").replace(/\/members$/, ""),
    secret: `/teams/${teamId}/secrets/${await secret()}`,
    person: `/people/${await person(IVO.email)}`,
    batch: `/activity/batches/${batch.batchId}`,
    offboarding: `/activity/offboardings/${leaving.batch.batchId}`,
    review: `/reviews/${review.id}`,
    join: new URL(invited.url).pathname,
    reset: "/reset/none",
  };
}

/** A review of one team, once its list was read. */
async function reviewOf(page: Page, teamId: string): Promise<{ id: string }> {
  const [me] = await read<{ id: string }[]>(page, "/api/reviews/reviewers");
  const review = await callAction<{ id: string }>(page, "createReviewAction", {
    ...{ name: "Quarterly", undecided: "open", dueAt: new Date(Date.now() + 30 * 86_400_000).toISOString() },
    scope: { what: { of: "teams", ids: [teamId] }, only: {}, reviewers: { fallback: me?.id ?? "" } },
  });
  const state = async () => (await read<{ state: string }>(page, `/api/reviews/${review.id}`)).state;
  await expect.poll(state, { timeout: 60_000 }).toBe("open");
  return review;
}

const REFUSAL = { code: "FORBIDDEN", message: "Not on this plan: it allows three administrators in a team" };
