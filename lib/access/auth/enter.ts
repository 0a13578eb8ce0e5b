import "server-only";
import { readSessionId, writeDevice, writeSessionCookie } from "./next-auth.ts";
import { endSession } from "./sessions.ts";

/** Hands a new session to the browser; one that it still had ends. Only in an action or a route handler. */
export async function enter(sessionId: string, device?: string): Promise<void> {
  const before = await readSessionId();
  if (before !== null && before !== sessionId) await endSession(before);
  await writeSessionCookie(sessionId);
  if (device !== undefined) await writeDevice(device);
}
