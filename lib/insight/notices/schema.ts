import { z } from "zod";
import { NOTICE_EVENTS, NOTICE_WAYS, type NoticeEvent, type NoticeWay } from "#lib/core/notice-events.ts";

const event = z.enum(NOTICE_EVENTS);
export const setNoticeSchema = z.strictObject({ event, way: z.enum(NOTICE_WAYS) });
export const setFixedSchema = z.strictObject({ events: z.array(event).max(NOTICE_EVENTS.length) });

/** One event as somebody's profile shows it. */
export type NoticeRow = { event: NoticeEvent; way: NoticeWay; isFixed: boolean };
export type OwnNotices = {
  /** Whether a mail server is set. */
  isSetUp: boolean;
  /** Events that their role can be told of. */
  rows: NoticeRow[];
};

export type FailedMail = { id: string; name: string; email: string; at: string; error: string };
/** How mail stands, for admins. */
export type MailStanding = {
  /** Where mail goes out: host and port. Undefined: no mail server is set. */
  host?: string;
  from?: string;
  waiting: number;
  /** Why the last attempt of a mail that waits did not go well. */
  problem?: string;
  /** Of the last days, newest first. */
  failed: FailedMail[];
  fixed: NoticeEvent[];
};
