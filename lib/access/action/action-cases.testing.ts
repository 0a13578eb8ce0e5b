import type { Half } from "#lib/access/grants/world.testing.ts";
import { CHANGE_KINDS } from "#lib/core/change-names.ts";
import { CHANGES, type Needs } from "./cases.testing.ts";

export type ActionCase = {
  needs: Needs;
  /** What is sent. Of a form: its fields. */
  input: (half: Half, userId: string) => unknown;
  isForm?: true;
};

const ofBatch = (half: Half) => ({ batchId: half.batchId });
const row = (rowId: string) => () => ({ id: rowId });
const hook = { url: "https://example.com/hook", label: "", events: ["change.done"], withNames: false };
const newPassword = { currentPassword: "wrong", newPassword: "another long one" };

export const ACTIONS: Record<string, ActionCase> = {
  "lib/changes/approvals/actions.ts#approveAction": {
    needs: "approval.decide",
    input: () => ({ id: "none", planDigest: "none" }),
  },
  "lib/changes/approvals/actions.ts#refuseAction": {
    needs: "approval.decide",
    input: () => ({ id: "none", reason: "No" }),
  },
  "lib/changes/approvals/actions.ts#withdrawAction": {
    needs: "approval.read",
    input: () => ({ id: "none" }),
  },
  "lib/access/users/actions.ts#setZoneAction": {
    needs: "profile.setZone",
    input: () => ({ zone: "Europe/Berlin" }),
  },
  "lib/insight/coming-up/actions.ts#makeCalendarAction": {
    needs: "profile.calendar",
    input: () => ({ withNames: false }),
  },
  "lib/insight/coming-up/actions.ts#endCalendarAction": {
    needs: "profile.calendar",
    input: () => ({}),
  },
  "lib/changes/schedules/actions.ts#moveScheduleAction": {
    needs: "batch.control",
    input: () => ({ id: "none", at: { date: "2027-01-01", time: "10:00", zone: "UTC" } }),
  },
  "lib/changes/schedules/actions.ts#cancelScheduleAction": {
    needs: "batch.control",
    input: () => ({ id: "none" }),
  },
  "lib/changes/schedules/actions.ts#runScheduleAction": {
    needs: "batch.control",
    input: () => ({ id: "none", planDigest: "none" }),
  },
  "lib/changes/approvals/actions.ts#setRulesAction": {
    needs: "approval.setRules",
    input: () => ({ rules: [], hours: 72 }),
  },
  "lib/changes/reviews/actions.ts#createReviewAction": {
    needs: "review.create",
    input: (half, userId) => ({
      name: "Review",
      scope: {
        what: { of: "teams", ids: [half.teamId] },
        only: {},
        reviewers: { fallback: userId },
      },
      dueAt: "2099-01-01T00:00:00.000Z",
      undecided: "open",
    }),
  },
  "lib/changes/reviews/actions.ts#cancelReviewAction": {
    needs: "review.create",
    input: () => ({ reviewId: "none" }),
  },
  "lib/changes/reviews/actions.ts#closeReviewAction": {
    needs: "review.close",
    input: () => ({ reviewId: "none" }),
  },
  "lib/changes/reviews/actions.ts#decideAction": {
    needs: "review.decide",
    input: () => ({ reviewId: "none", ids: ["none"], decision: "keep" }),
  },
  "lib/changes/reviews/actions.ts#delegateAction": {
    needs: "review.delegate",
    input: (_half, userId) => ({ reviewId: "none", ids: ["none"], to: userId }),
  },
  "lib/access/auth/actions.ts#signInAction": {
    needs: "public",
    isForm: true,
    input: () => ({ email: "nobody@example.com", password: "wrong", returnTo: "/" }),
  },
  "lib/access/auth/actions.ts#setupAction": {
    needs: "public",
    isForm: true,
    input: () => ({ code: "wrong" }),
  },
  "lib/access/auth/actions.ts#joinAction": {
    needs: "public",
    isForm: true,
    input: () => ({ token: "wrong" }),
  },
  "lib/access/auth/actions.ts#resetAction": {
    needs: "public",
    isForm: true,
    input: () => ({ token: "wrong" }),
  },
  "lib/access/auth/actions.ts#codeAction": {
    needs: "public",
    isForm: true,
    input: () => ({ code: "000000" }),
  },
  "lib/access/auth/actions.ts#proveAction": { needs: "profile.stepUp", input: () => ({ password: "wrong" }) },
  "lib/changes/batches/actions.ts#pauseBatchAction": { needs: "batch.control", input: ofBatch },
  "lib/changes/batches/actions.ts#resumeBatchAction": { needs: "batch.control", input: ofBatch },
  "lib/changes/batches/actions.ts#cancelBatchAction": { needs: "batch.control", input: ofBatch },
  "lib/changes/batches/actions.ts#retryBatchAction": { needs: "batch.control", input: ofBatch },
  ...Object.fromEntries(
    CHANGE_KINDS.map((kind): [string, ActionCase] => [
      `lib/changes/actions.ts#applyAction ${kind}`,
      {
        needs: kind,
        input: (half) => ({ key: crypto.randomUUID(), changes: [{ kind, input: CHANGES[kind](half) }] }),
      },
    ]),
  ),
  "lib/directory/views/actions.ts#saveViewAction": {
    needs: "view.save",
    input: () => ({ page: "people", name: "Mine", query: "role=admin", isShared: false }),
  },
  "lib/directory/views/actions.ts#changeViewAction": {
    needs: "view.save",
    input: () => ({ id: "none", name: "Mine", isShared: false }),
  },
  "lib/directory/views/actions.ts#deleteViewAction": { needs: "view.save", input: row("none") },
  "lib/directory/connections/actions.ts#checkTokenAction": {
    needs: "connection.check",
    input: () => ({ vendor: "gitbook", token: "" }),
  },
  "lib/directory/connections/actions.ts#createConnectionAction": {
    needs: "connection.create",
    input: () => ({ vendor: "gitbook", token: "", targetId: "x", label: "x" }),
  },
  "lib/directory/connections/actions.ts#recheckConnectionAction": {
    needs: "connection.check",
    input: ({ connectionId }) => ({ id: connectionId }),
  },
  "lib/directory/connections/actions.ts#relabelConnectionAction": {
    needs: "connection.relabel",
    input: ({ connectionId }) => ({ id: connectionId, label: "Other" }),
  },
  "lib/directory/connections/actions.ts#replaceTokenAction": {
    needs: "connection.replaceToken",
    input: ({ connectionId }) => ({ id: connectionId, token: "" }),
  },
  "lib/changes/schedules/actions.ts#deleteConnectionAction": {
    needs: "connection.delete",
    input: ({ connectionId }) => ({ id: connectionId }),
  },
  "lib/insight/overview/actions.ts#hideFirstStepsAction": { needs: "setup.mark", input: () => undefined },
  "lib/insight/overview/actions.ts#sayKeysKeptAction": { needs: "setup.mark", input: () => undefined },
  "lib/access/grants/actions.ts#setGrantsAction": {
    needs: "grant.set",
    input: (half) => ({ subject: { kind: "user", id: half.connectionId }, granted: null }),
  },
  "lib/changes/intake/actions.ts#dropUploadAction": {
    needs: "upload.create",
    input: () => ({ uploadId: "none" }),
  },
  "lib/directory/invitations/actions.ts#startWatchingAction": {
    needs: "invitation.watch",
    input: ({ teamId }) => ({ teamId, emails: ["new@example.com"] }),
  },
  "lib/directory/invitations/actions.ts#dismissInvitationAction": {
    needs: "invitation.watch",
    input: row("none"),
  },
  "lib/access/oidc/actions.ts#beginOidcAction": { needs: "public", input: () => ({ provider: "none" }) },
  "lib/access/oidc/actions.ts#connectAction": {
    needs: "profile.connect",
    input: () => ({ provider: "none" }),
  },
  "lib/access/oidc/actions.ts#disconnectAction": {
    needs: "profile.connect",
    input: () => ({ identityId: "none" }),
  },
  "lib/access/oidc/actions.ts#proveWithProviderAction": {
    needs: "profile.stepUp",
    input: () => ({ provider: "none" }),
  },
  "lib/changes/offboarding/actions.ts#beginOffboardingAction": {
    needs: "offboarding.begin",
    input: ({ personId }) => ({ personId }),
  },
  "lib/changes/offboarding/actions.ts#recordOffboardingAction": {
    needs: "offboarding.begin",
    input: ({ batchId, personId }) => ({ batchId, personId, unreached: [] }),
  },
  "lib/changes/offboarding/actions.ts#tickItemAction": {
    needs: "offboarding.tick",
    input: ({ batchId }) => ({ batchId, key: "item-0", done: true }),
  },
  "lib/directory/people/actions.ts#linkPersonAction": {
    needs: "person.link",
    input: ({ personId }) => ({ personId, intoId: "shared@example.com" }),
  },
  "lib/directory/people/actions.ts#unlinkIdentityAction": {
    needs: "person.unlink",
    input: ({ personId }) => ({ personId, identityId: "none" }),
  },
  "lib/directory/policies/actions.ts#setTokenDaysAction": {
    needs: "policy.update",
    input: () => ({ days: 90 }),
  },
  "lib/directory/policies/actions.ts#createPolicyAction": {
    needs: "policy.create",
    input: () => ({ pattern: "A_*", days: 30 }),
  },
  "lib/directory/policies/actions.ts#updatePolicyAction": {
    needs: "policy.update",
    input: () => ({ id: "none", days: 30 }),
  },
  "lib/directory/policies/actions.ts#deletePolicyAction": { needs: "policy.delete", input: row("none") },
  "lib/insight/standing/actions.ts#refreshAction": { needs: "team.refresh", input: () => ({ at: "teams" }) },
  "lib/directory/teams/actions.ts#refreshTeamAction": {
    needs: "team.refresh",
    input: ({ teamId }) => ({ teamId }),
  },
  "lib/insight/trail/actions.ts#verifyLogAction": { needs: "audit.verify", input: () => undefined },
  "lib/insight/trail/actions.ts#makeCheckpointAction": { needs: "audit.checkpoint", input: () => undefined },
  "lib/insight/trail/actions.ts#erasePersonAction": {
    needs: "audit.erase",
    input: () => ({ personId: "none" }),
  },
  "lib/insight/trail/actions.ts#eraseUserAction": { needs: "audit.erase", input: () => ({ userId: "none" }) },
  "lib/access/two-factor/actions.ts#beginTwoFactorAction": {
    needs: "profile.twoFactor",
    input: () => undefined,
  },
  "lib/access/two-factor/actions.ts#confirmTwoFactorAction": {
    needs: "profile.twoFactor",
    input: () => ({ code: "000000" }),
  },
  "lib/access/two-factor/actions.ts#renewRecoveryCodesAction": {
    needs: "profile.twoFactor",
    input: () => undefined,
  },
  "lib/access/two-factor/actions.ts#turnOffTwoFactorAction": {
    needs: "profile.twoFactor",
    input: () => undefined,
  },
  "lib/access/two-factor/actions.ts#resetTwoFactorAction": {
    needs: "user.resetTwoFactor",
    input: () => ({ userId: "none" }),
  },
  "lib/access/users/actions.ts#endSessionsAction": {
    needs: "session.end",
    input: () => ({ userId: "none" }),
  },
  "lib/access/users/actions.ts#inviteUserAction": {
    needs: "user.invite",
    input: () => ({ email: "new@example.com", role: "admin" }),
  },
  "lib/access/users/actions.ts#revokeInviteAction": {
    needs: "user.invite",
    input: () => ({ inviteId: "none" }),
  },
  "lib/access/users/actions.ts#setUserRoleAction": {
    needs: "user.setRole",
    input: (_, userId) => ({ userId, role: "admin" }),
  },
  "lib/access/users/actions.ts#setUserDisabledAction": {
    needs: "user.disable",
    input: () => ({ userId: "none", isDisabled: true }),
  },
  "lib/access/users/actions.ts#resetPasswordAction": {
    needs: "user.resetPassword",
    input: () => ({ userId: "none" }),
  },
  "lib/access/users/actions.ts#changePasswordAction": {
    needs: "profile.changePassword",
    isForm: true,
    input: () => newPassword,
  },
  "lib/access/users/actions.ts#endSessionAction": {
    needs: "profile.endSessions",
    input: () => ({ sessionId: "none" }),
  },
  "lib/access/users/actions.ts#endOtherSessionsAction": {
    needs: "profile.endSessions",
    input: () => undefined,
  },
  "lib/insight/notices/actions.ts#setNoticeAction": {
    needs: "profile.notices",
    input: () => ({ event: "secrets.due", way: "off" }),
  },
  "lib/insight/notices/actions.ts#sendTestMailAction": { needs: "profile.notices", input: () => undefined },
  "lib/insight/notices/actions.ts#setFixedAction": {
    needs: "notice.setFixed",
    input: () => ({ events: ["secrets.due"] }),
  },
  "lib/changes/proposals/actions.ts#applyPlanAction": {
    needs: "team.read",
    input: () => ({ key: crypto.randomUUID(), planId: "none", digest: "none" }),
  },
  "lib/access/tokens/actions.ts#createTokenAction": {
    needs: "token.create",
    input: () => ({ name: "Pipeline", scopes: [] }),
  },
  "lib/access/tokens/actions.ts#endTokenAction": { needs: "token.end", input: row("none") },
  "lib/insight/webhooks/actions.ts#createWebhookAction": {
    needs: "webhook.create",
    input: () => ({ ...hook, url: "x" }),
  },
  "lib/insight/webhooks/actions.ts#updateWebhookAction": {
    needs: "webhook.update",
    input: () => ({ ...hook, id: "none" }),
  },
  "lib/insight/webhooks/actions.ts#pauseWebhookAction": {
    needs: "webhook.update",
    input: () => ({ id: "none", paused: true }),
  },
  "lib/insight/webhooks/actions.ts#testWebhookAction": { needs: "webhook.test", input: row("none") },
  "lib/insight/webhooks/actions.ts#deleteWebhookAction": { needs: "webhook.delete", input: row("none") },
};
