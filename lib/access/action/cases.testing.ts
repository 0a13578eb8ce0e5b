import type { Half } from "#lib/access/grants/world.testing.ts";
import { CHANGE_KINDS, type ChangeKindName } from "#lib/core/change-names.ts";
import type { Permission } from "#lib/core/permissions.ts";

/**
 * Who may ask for what, one case for each page, route and server action that the code has. "public": for people who are not
 * signed in; then what it answers them must name nobody.
 */
/** "token": for programs alone: no cookie opens it, whoever it is of. */
export type Needs = Permission | "public" | "session" | "token";

export type PageCase = { needs: Needs; params?: (half: Half) => Record<string, string | string[]> };
export type RouteCase = PageCase & {
  query?: (half: Half) => string;
  body?: string;
  /** Of a route that answers a question: what is asked, sent as JSON. */
  asks?: (half: Half) => object;
};

/** An input of each kind of change, so that planning and applying are asked for each of them. */
export const CHANGES: Record<ChangeKindName, (half: Half) => Record<string, unknown>> = {
  "member.setRole": ({ teamId }) => ({ teamId, userId: "u", role: "member" }),
  "member.add": ({ teamId }) => ({ teamId, userId: "u", role: "member" }),
  "member.remove": ({ teamId }) => ({ teamId, userId: "u" }),
  "org.invite": ({ connectionId }) => ({ connectionId, email: "new@example.com" }),
  "org.setRole": ({ connectionId }) => ({ connectionId, userId: "u", orgRole: "admin" }),
  "org.removeMember": ({ connectionId }) => ({ connectionId, userId: "u" }),
  "org.deleteLink": ({ connectionId }) => ({ connectionId, linkId: "l" }),
  "team.create": ({ connectionId }) => ({ connectionId, title: "New" }),
  "team.rename": ({ teamId }) => ({ teamId, title: "New" }),
  "team.delete": ({ teamId }) => ({ teamId }),
  "secret.create": ({ teamId }) => ({ teamId, name: "NEW_KEY", value: "value" }),
  "secret.rotate": ({ teamId }) => ({ teamId, name: "KEY", value: "value" }),
  "secret.delete": ({ teamId }) => ({ teamId, name: "KEY" }),
};

const id = (half: Half) => ({ id: half.teamId });
const secret = (half: Half) => half.secretId.replace("-secret", "_KEY");
const review = (half: Half) => ({ id: half.reviewId });
const batch = (half: Half) => ({ id: half.batchId });

export const PAGES: Record<string, PageCase> = {
  "app/(auth)/join/[token]/page.tsx": { needs: "public", params: () => ({ token: "made-up" }) },
  "app/(auth)/stop/[token]/page.tsx": { needs: "public", params: () => ({ token: "a.0.b" }) },
  "app/(auth)/reset/[token]/page.tsx": { needs: "public", params: () => ({ token: "made-up" }) },
  "app/(auth)/setup/page.tsx": { needs: "public" },
  "app/(auth)/sign-in/page.tsx": { needs: "public" },
  "app/(auth)/sign-in/code/page.tsx": { needs: "public" },
  "app/(auth)/sign-in/confirmed/page.tsx": { needs: "public" },
  "app/(auth)/two-factor/page.tsx": { needs: "public" },
  "app/(paper)/activity/batches/[id]/receipt/page.tsx": { needs: "activity.export", params: batch },
  "app/(paper)/activity/offboardings/[batchId]/receipt/page.tsx": {
    needs: "activity.read",
    params: (half) => ({ batchId: half.batchId }),
  },
  "app/(paper)/reviews/[id]/evidence/page.tsx": { needs: "review.read", params: review },
  "app/(dashboard)/layout.tsx": { needs: "session" },
  "app/(dashboard)/page.tsx": { needs: "team.read" },
  "app/(dashboard)/activity/page.tsx": { needs: "activity.read" },
  "app/(dashboard)/activity/batches/page.tsx": { needs: "activity.read" },
  "app/(dashboard)/activity/batches/[id]/page.tsx": { needs: "activity.read", params: batch },
  "app/(dashboard)/activity/offboardings/page.tsx": { needs: "activity.read" },
  "app/(dashboard)/activity/offboardings/[batchId]/page.tsx": {
    needs: "activity.read",
    params: (half) => ({ batchId: half.batchId }),
  },
  "app/(dashboard)/activity/coming-up/page.tsx": { needs: "activity.read" },
  // Whoever follows a link to a plan that is not theirs is told that it is not here.
  "app/(dashboard)/plans/[id]/page.tsx": { needs: "team.read", params: () => ({ id: "none" }) },
  "app/(dashboard)/approvals/page.tsx": { needs: "approval.read" },
  "app/(dashboard)/reviews/page.tsx": { needs: "review.read" },
  "app/(dashboard)/reviews/[id]/page.tsx": { needs: "review.read", params: review },
  "app/(dashboard)/settings/approvals/page.tsx": { needs: "approval.setRules" },
  "app/(dashboard)/[...rest]/page.tsx": { needs: "session", params: () => ({ rest: ["nowhere"] }) },
  "app/(dashboard)/help/page.tsx": { needs: "session" },
  "app/(dashboard)/help/reference/page.tsx": { needs: "session" },
  "app/(dashboard)/help/[topic]/page.tsx": { needs: "session", params: () => ({ topic: "roles" }) },
  "app/(dashboard)/people/page.tsx": { needs: "member.read" },
  "app/(dashboard)/people/[id]/page.tsx": { needs: "member.read", params: (half) => ({ id: half.personId }) },
  "app/(dashboard)/secrets/page.tsx": { needs: "secret.read" },
  "app/(dashboard)/settings/audit/page.tsx": { needs: "audit.read" },
  "app/(dashboard)/settings/connections/page.tsx": { needs: "connection.read" },
  "app/(dashboard)/settings/notices/page.tsx": { needs: "notice.read" },
  "app/(dashboard)/settings/policies/page.tsx": { needs: "policy.read" },
  "app/(dashboard)/settings/profile/page.tsx": { needs: "profile.changePassword" },
  "app/(dashboard)/settings/tokens/page.tsx": { needs: "token.read" },
  "app/(dashboard)/settings/users/page.tsx": { needs: "user.read" },
  "app/(dashboard)/settings/users/sessions/page.tsx": { needs: "session.read" },
  "app/(dashboard)/settings/webhooks/page.tsx": { needs: "webhook.read" },
  "app/(dashboard)/teams/page.tsx": { needs: "team.read" },
  "app/(dashboard)/teams/[id]/page.tsx": { needs: "team.read", params: id },
  "app/(dashboard)/teams/[id]/members/page.tsx": { needs: "member.read", params: id },
  "app/(dashboard)/teams/[id]/secrets/page.tsx": { needs: "secret.read", params: id },
  "app/(dashboard)/teams/[id]/secrets/[name]/page.tsx": {
    needs: "secret.read",
    params: (half) => ({ id: half.teamId, name: secret(half) }),
  },
};

const person = (half: Half) => ({ id: half.personId });

/** The API's routes, by what they are about. */
export const API_ROUTES: Record<string, RouteCase> = Object.fromEntries(
  Object.entries<PageCase["params"] | null>({
    ...{
      connections: null,
      teams: null,
      "teams/[id]": id,
      "teams/[id]/members": id,
      "teams/[id]/secrets": id,
    },
    ...{
      people: null,
      "people/[id]": person,
      secrets: null,
      events: null,
      batches: null,
      "batches/[id]": batch,
    },
    ...{ schedules: null, reviews: null, roster: null, whoami: null },
    "plans/[id]": () => ({ id: "none" }),
    "approvals/[id]": () => ({ id: "none" }),
  }).map(([path, params]) => [
    `GET app/api/v1/${path}/route.ts`,
    { needs: "token", ...(params ? { params } : {}) },
  ]),
);

export const ROUTES: Record<string, RouteCase> = {
  ...API_ROUTES,
  ...Object.fromEntries(
    CHANGE_KINDS.map((kind): [string, RouteCase] => [
      `POST app/api/v1/plans/route.ts ${kind}`,
      { needs: "token", asks: (half) => ({ changes: [{ kind, input: CHANGES[kind](half) }] }) },
    ]),
  ),
  "POST app/api/v1/batches/route.ts": { needs: "token", asks: () => ({ planId: "none", digest: "none" }) },
  "GET app/api/v1/[...rest]/route.ts": { needs: "public", params: () => ({ rest: ["nowhere"] }) },
  "POST app/api/v1/[...rest]/route.ts": { needs: "public", params: () => ({ rest: ["nowhere"] }) },
  "GET app/api/v1/openapi.json/route.ts": { needs: "public" },
  "GET app/api/v1/roster.schema.json/route.ts": { needs: "public" },
  // For agents with a token: no cookie opens any of it.
  "GET app/api/mcp/route.ts": { needs: "token" },
  "POST app/api/mcp/route.ts": {
    needs: "token",
    asks: () => ({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
  },
  "DELETE app/api/mcp/route.ts": { needs: "token" },
  "GET app/api/tokens/limits/route.ts": { needs: "token.create" },
  "GET app/api/activity/route.ts": { needs: "activity.read" },
  "GET app/api/activity/export/route.ts": { needs: "activity.export" },
  "GET app/api/audit/route.ts": { needs: "audit.read" },
  "POST app/api/audit/compare/route.ts": { needs: "audit.verify", asks: () => ({ text: "{}" }) },
  "GET app/api/audit/checkpoints/[id]/route.ts": {
    needs: "audit.read",
    params: () => ({ id: "none" }),
  },
  "GET app/api/auth/[...nextauth]/route.ts": {
    needs: "public",
    params: () => ({ nextauth: ["nothing"] }),
  },
  "POST app/api/auth/[...nextauth]/route.ts": {
    needs: "public",
    params: () => ({ nextauth: ["nothing"] }),
  },
  "GET app/api/auth/oidc/[provider]/callback/route.ts": {
    needs: "public",
    params: () => ({ provider: "none" }),
  },
  "GET app/api/batches/route.ts": { needs: "activity.read" },
  "GET app/api/batches/[id]/route.ts": { needs: "activity.read", params: batch },
  "GET app/api/batches/[id]/values/route.ts": { needs: "batch.control", params: batch },
  "GET app/api/batches/[id]/changes/route.ts": { needs: "activity.read", params: batch },
  "GET app/api/batches/[id]/progress/route.ts": { needs: "activity.read", params: batch },
  "GET app/api/batches/[id]/receipt/route.ts": { needs: "activity.export", params: batch },
  "GET app/api/connections/route.ts": { needs: "connection.read" },
  "GET app/api/connections/[id]/doors/route.ts": {
    needs: "member.read",
    params: (half) => ({ id: half.connectionId }),
  },
  "GET app/api/grants/route.ts": { needs: "grant.set", query: () => "kind=role&id=viewer" },
  "GET app/api/[...rest]/route.ts": { needs: "team.read", params: () => ({ rest: ["nowhere"] }) },
  "GET app/api/health/route.ts": { needs: "public" },
  // Nothing is there without the token in the settings; with it, a bearer of its own opens it.
  "GET app/api/metrics/route.ts": { needs: "public" },
  "GET app/api/ready/route.ts": { needs: "public" },
  // A link in a mail: its signature says who asks, and what for.
  "GET app/api/notices/stop/[token]/route.ts": { needs: "public", params: () => ({ token: "a.0.b" }) },
  "POST app/api/notices/stop/[token]/route.ts": { needs: "public", params: () => ({ token: "a.0.b" }) },
  "GET app/api/offboarding/[batchId]/receipt/route.ts": {
    needs: "activity.read",
    params: (half) => ({ batchId: half.batchId }),
  },
  "GET app/api/offboarding/plan/route.ts": {
    needs: "offboarding.begin",
    query: (half) => `person=${half.personId}&staysIn=${half.organizationId}`,
  },
  "GET app/api/offboarding/refresh/route.ts": {
    needs: "offboarding.begin",
    query: (half) => `since=2026-01-01T00:00:00.000Z&list=${half.teamId}:members`,
  },
  "GET app/api/people/route.ts": { needs: "member.read" },
  "GET app/api/people/[id]/route.ts": { needs: "member.read", params: (half) => ({ id: half.personId }) },
  "GET app/api/people/[id]/history/route.ts": {
    needs: "member.read",
    params: (half) => ({ id: half.personId }),
  },
  "GET app/api/people/[id]/reach/route.ts": {
    needs: "member.read",
    params: (half) => ({ id: half.personId }),
    query: (half) => `connection=${half.connectionId}&user=u`,
  },
  "GET app/api/people/export/route.ts": { needs: "member.export" },
  "GET app/api/people/roster.csv/route.ts": { needs: "member.export" },
  "POST app/api/people/find/route.ts": { needs: "member.read", asks: () => ({ text: "shared@example.com" }) },
  "POST app/api/addresses/route.ts": {
    needs: "member.add",
    asks: ({ teamId }) => ({ teamId, text: "shared@example.com" }),
  },
  ...Object.fromEntries(
    CHANGE_KINDS.map((kind): [string, RouteCase] => [
      `POST app/api/plans/route.ts ${kind}`,
      { needs: kind, asks: (half) => ({ changes: [{ kind, input: CHANGES[kind](half) }] }) },
    ]),
  ),
  "GET app/api/plans/[id]/route.ts": { needs: "team.read", params: () => ({ id: "none" }) },
  "GET app/api/reviews/[id]/route.ts": { needs: "review.read", params: review },
  "GET app/api/reviews/[id]/items/route.ts": { needs: "review.read", params: review },
  "GET app/api/reviews/[id]/closing/route.ts": { needs: "review.close", params: review },
  "GET app/api/reviews/[id]/evidence/route.ts": { needs: "review.read", params: review },
  "GET app/api/reviews/reviewers/route.ts": { needs: "review.delegate" },
  "GET app/api/profile/proof-ways/route.ts": { needs: "profile.stepUp" },
  "GET app/api/views/route.ts": { needs: "view.save" },
  "GET app/api/search/route.ts": { needs: "team.read", query: () => "q=xq" },
  "GET app/api/secrets/route.ts": { needs: "secret.read" },
  "GET app/api/secrets/export/route.ts": { needs: "secret.export" },
  "GET app/api/secrets/teams/route.ts": { needs: "secret.read" },
  "POST app/api/secrets/chosen/route.ts": { needs: "secret.rotate", asks: () => ({}) },
  "POST app/api/secrets/compare/route.ts": {
    needs: "secret.rotate",
    asks: ({ teamId }) => ({ teamIds: [teamId], values: [{ name: "KEY", value: "value" }] }),
  },
  "GET app/api/standing/route.ts": { needs: "team.read", query: () => "at=overview" },
  "GET app/api/schedules/[id]/route.ts": {
    needs: "activity.read",
    params: (half) => ({ id: `${half.connectionId}-schedule-own` }),
  },
  "GET app/api/profile/zone/route.ts": { needs: "profile.setZone" },
  "GET app/api/calendar/[token]/route.ts": { needs: "public", params: () => ({ token: "made-up.ics" }) },
  "GET app/api/connections/[id]/falls/route.ts": {
    needs: "connection.delete",
    params: (half) => ({ id: half.connectionId }),
  },
  "GET app/api/submissions/[key]/route.ts": {
    needs: "team.read",
    params: () => ({ key: "00000000-0000-4000-8000-000000000000" }),
  },
  "GET app/api/teams/route.ts": { needs: "team.read" },
  "GET app/api/teams/managers/route.ts": { needs: "team.read" },
  "GET app/api/teams/[id]/route.ts": { needs: "team.read", params: id },
  "GET app/api/teams/[id]/freshness/route.ts": { needs: "team.read", params: id },
  "GET app/api/teams/[id]/members/route.ts": { needs: "member.read", params: id },
  "GET app/api/teams/[id]/members/export/route.ts": { needs: "member.export", params: id },
  "GET app/api/teams/[id]/secrets/route.ts": { needs: "secret.read", params: id },
  "GET app/api/teams/[id]/secrets/details/route.ts": {
    needs: "secret.read",
    params: id,
    query: (half) => `name=${secret(half)}`,
  },
  "POST app/api/uploads/route.ts": { needs: "upload.create", query: () => "kind=roster", body: "email\n" },
  "POST app/api/uploads/invitees/route.ts": {
    needs: "upload.create",
    asks: () => ({ uploadId: "none", targets: [] }),
  },
  "POST app/api/uploads/roster/route.ts": { needs: "upload.create", asks: () => ({ uploadId: "none" }) },
  "GET app/api/webhooks/route.ts": { needs: "webhook.read" },
};
