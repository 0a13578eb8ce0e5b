/** A live session as its owner sees it. */
export type SessionRow = {
  id: string;
  createdAt: string;
  lastSeenAt: string;
  address: string;
  userAgent: string;
  /** The session that asks. */
  isCurrent: boolean;
};

/** The same as an admin sees it: with whose it is. */
export type AnySessionRow = SessionRow & { userId: string; name: string; email: string };
