import "server-only";
import type { ChangeKindName } from "#lib/core/change-names.ts";

/** What a change is about, as far as ends ask. */
export type Felling = {
  kind: ChangeKindName;
  connectionId: string;
  teamId: string | null;
  userId: string | undefined;
};
type Ended = { connection_id: string; team_id: string | null; user_id: string };

/** Whether a change leaves an end without anything to end, once it has worked: it takes, or gives anew, what that is about. */
export function fells({ kind, connectionId, teamId, userId }: Felling, end: Ended): boolean {
  if (end.connection_id !== connectionId) return false;
  if (kind === "team.delete") return end.team_id === teamId;
  if (end.user_id !== userId) return false;
  switch (kind) {
    case "member.setRole":
    case "member.add":
    case "member.remove":
    case "org.invite":
      return end.team_id === teamId;
    case "org.setRole":
      return end.team_id === null;
    case "org.removeMember":
      return true;
    default:
      return false;
  }
}
