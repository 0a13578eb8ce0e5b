import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "#lib/core/env.ts";
import { NOTICE_EVENTS, type NoticeEvent } from "#lib/core/notice-events.ts";
import { derivedKey } from "#lib/store/crypto/key-ring.ts";

/** What a link stops: these events, for this person. It can do nothing else, so it needs no end. */
export type Stop = { userId: string; events: readonly NoticeEvent[] };

const MAC_BYTES = 16;

const macOf = (text: string): Buffer =>
  createHmac("sha256", derivedKey("notices")).update(`stop/1 ${text}`).digest().subarray(0, MAC_BYTES);

/** The signed part of a link. Events stand in it by their place in the list: a new one goes to the list's end. */
export function stopToken({ userId, events }: Stop): string {
  const text = `${userId}.${events.map((event) => STABLE.indexOf(event).toString(36)).join("")}`;
  return `${text}.${macOf(text).toString("base64url")}`;
}

/** The order in which links name events. It never changes; what is new is added behind. */
const STABLE: readonly NoticeEvent[] = [
  ...(["approval.asked", "approval.decided", "schedule.held", "schedule.late", "schedule.failed"] as const),
  ...(["schedule.done", "end.coming", "end.done", "review.assigned", "review.due", "review.closed"] as const),
  ...(["secrets.due", "connection.refused", "token.old", "batch.ended"] as const),
  "apiToken.ending",
];

/** What a link stops; undefined for one that was not made here. */
export function readStopToken(token: string): Stop | undefined {
  if (token.length > 200) return undefined;
  const [userId = "", places = "", mac = "", ...rest] = token.split(".");
  if (rest.length > 0 || !userId || !places) return undefined;
  const [given, made] = [Buffer.from(mac, "base64url"), macOf(`${userId}.${places}`)];
  if (given.length !== made.length || !timingSafeEqual(given, made)) return undefined;
  const events = [...places].flatMap((place) => STABLE[Number.parseInt(place, 36)] ?? []);
  return { userId, events: NOTICE_EVENTS.filter((event) => events.includes(event)) };
}

/** The page with the button, for people. */
export const stopPage = (stop: Stop): string => `${env().ROLLCALL_URL}/stop/${stopToken(stop)}`;
/** What a mail program asks by itself when somebody presses its own button (RFC 8058). */
export const stopUrl = (stop: Stop): string => `${env().ROLLCALL_URL}/api/notices/stop/${stopToken(stop)}`;
