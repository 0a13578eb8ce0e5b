import "server-only";
import { warnSeldom } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import type { Permission, Viewer } from "#lib/core/permissions.ts";
import { appendOnce, REPEAT_MS } from "#lib/store/audit/repeats.ts";
import { actorOf } from "./actor.ts";

/**
 * Looking at these is an event: who else has an account and from where they are signed in, the audit log's state, where
 * Rollcall sends what happens, and which tokens it holds. Exports are events of their own.
 */
const SENSITIVE: ReadonlySet<Permission> = new Set<Permission>([
  "user.read",
  "session.read",
  "audit.read",
  "webhook.read",
  "connection.read",
]);

/** Of these a list that is asked for without its page is noted too: no other page has them. */
export const READ_ALONE: ReadonlySet<Permission> = new Set<Permission>([
  "user.read",
  "session.read",
  "audit.read",
  "webhook.read",
]);

/** A page that stays open asks on and on, which is one look: at most this long. */
const LONGEST_MS = 12 * 3_600_000;
const MOST_KEPT = 10_000;

type Look = { since: number; last: number };
const looks = () => perProcess("audit-looks", () => new Map<string, Look>());

/**
 * Writes down that somebody looks at something sensitive, once in ten minutes for a session and what it looks at. What
 * was noted a moment ago costs nothing. That it cannot be written does not keep anybody from reading.
 */
export async function noteRead(viewer: Viewer, permission: Permission, nowMs = Date.now()): Promise<void> {
  if (!SENSITIVE.has(permission)) return;
  const key = `read ${viewer.sessionId} ${permission}`;
  const known = looks().get(key);
  if (known && nowMs - known.last < REPEAT_MS && nowMs - known.since < LONGEST_MS) {
    known.last = nowMs;
    return;
  }
  if (looks().size >= MOST_KEPT) looks().clear();
  looks().set(key, { since: nowMs, last: nowMs });
  try {
    await appendOnce(
      {
        key,
        event: {
          action: `read.${permission.split(".")[0]}`,
          actor: actorOf(viewer),
          outcome: "done",
          facts: { permission },
        },
        isCounted: false,
      },
      nowMs,
    );
  } catch (error) {
    looks().delete(key);
    warnSeldom(error, "could not note who looked at what");
  }
}
