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
