import "server-only";
import type { NewEvent } from "#lib/audit/append.ts";
import type { Viewer } from "./permissions.ts";

export type Actor = NewEvent["actor"];

/** A viewer as the actor of an audit event. */
export const actorOf = (viewer: Viewer, address = viewer.address): Exclude<Actor, "system"> => ({
  id: viewer.userId,
  name: viewer.name,
  email: viewer.email,
  sessionId: viewer.sessionId,
  ...(address === undefined ? {} : { address }),
});
