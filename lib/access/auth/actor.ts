import "server-only";
import type { Viewer } from "#lib/core/permissions.ts";
import type { NewEvent } from "#lib/store/audit/append.ts";

export type Actor = NewEvent["actor"];

/** A viewer as the actor of an audit event. */
export const actorOf = (viewer: Viewer, address = viewer.address): Exclude<Actor, "system"> => ({
  id: viewer.userId,
  name: viewer.name,
  email: viewer.email,
  sessionId: viewer.sessionId,
  ...(viewer.token ? { token: viewer.token.name, tokenId: viewer.token.id } : {}),
  ...(address === undefined ? {} : { address }),
});
