/** Every kind of change. A kind's name is its permission and its audit name; its file is called so in kebab case. */
export const CHANGE_KINDS = [
  "member.setRole",
  "member.add",
  "member.remove",
  "org.invite",
  "org.setRole",
  "org.removeMember",
  "org.deleteLink",
  "team.create",
  "team.rename",
  "team.delete",
  "secret.create",
  "secret.rotate",
  "secret.delete",
] as const;
export type ChangeKindName = (typeof CHANGE_KINDS)[number];

/** `unknown`: the vendor did not answer and a read-back could not tell. */
export const CHANGE_STATES = [
  "pending",
  "running",
  "done",
  "failed",
  "skipped",
  "unknown",
  "cancelled",
] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

/** Whether a change is over. */
export const hasEnded = (state: ChangeState): boolean => state !== "pending" && state !== "running";
