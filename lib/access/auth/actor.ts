import "server-only";
import type { TokenKind, Viewer } from "#lib/core/permissions.ts";
import type { NewEvent } from "#lib/store/audit/append.ts";

export type Actor = NewEvent["actor"];

/** A token as the actor of an event names it. */
export const tokenOf = ({ id, name, kind }: { id: string; name: string; kind: TokenKind }) => ({
  ...{ token: name, tokenId: id },
  ...(kind === "agent" ? { isAgent: true as const } : {}),
});

/** A viewer as the actor of an audit event. */
export const actorOf = (viewer: Viewer, address = viewer.address): Exclude<Actor, "system"> => ({
  id: viewer.userId,
  name: viewer.name,
  email: viewer.email,
  sessionId: viewer.sessionId,
  ...(viewer.token ? tokenOf(viewer.token) : {}),
  ...(address === undefined ? {} : { address }),
});
