import { postJson } from "#lib/access/action/fetch-json.ts";
import type { InvitationChoice, Reading, RosterChoice } from "#lib/changes/intake/schema.ts";

/** What inviting a list that was sent would do. Throws `ActionFailure`. */
export const askInvitees = (choice: InvitationChoice, signal: AbortSignal): Promise<Reading> =>
  postJson<Reading>("/api/uploads/invitees", choice, signal);

/** What a roster that was sent would change. Throws `ActionFailure`. */
export const askRoster = (choice: RosterChoice, signal: AbortSignal): Promise<Reading> =>
  postJson<Reading>("/api/uploads/roster", choice, signal);
