/** The end of a role or a membership that was given for a time. */
export type RoleEnd = {
  /** Of its schedule, by which it is moved, ended early or taken off. */
  id: string;
  /** The change that gave it. */
  changeId: string;
  /** In UTC. */
  at: string;
  /** Whose clocks it goes by. */
  zone: string;
  /** It has come, and waits for a person. */
  isHeld?: true;
};
