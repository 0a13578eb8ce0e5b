import { afterEach, beforeEach } from "vitest";
import type { Role } from "#lib/core/permissions.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { setTestEnv } from "#lib/store/db/db.testing.ts";
import { type MailServer, startMailServer } from "#lib/store/outbox/mail-server.testing.ts";
import { insertTestUser } from "#lib/store/outbox/notices.testing.ts";
import { type Notice, notify } from "#lib/store/outbox/notify.ts";
import { closeSmtp } from "#lib/store/outbox/smtp.ts";
import { sendDueMail } from "./mail.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** In a describe over stores: a mail server and a store without users for each test, and what tells them things. */
export function useMail() {
  const open: { server?: MailServer } = {};
  const at = { startMs: 0, count: 0 };
  const refused = new Set<string>();
  const start = async (port = 0): Promise<MailServer> => {
    open.server = await startMailServer({
      port,
      refuse: (address) => (refused.has(address) ? { code: 550, words: "No such user" } : undefined),
    });
    return open.server;
  };
  beforeEach(async () => {
    for (const table of ["mails", "notices", "users", "limits", "connections", "leases"] as const)
      await db().deleteFrom(table).execute();
    await db().deleteFrom("meta").where("key", "like", "notices.%").execute();
    refused.clear();
    const { url } = await start();
    setTestEnv({
      ROLLCALL_URL: "https://rollcall.halden.example",
      ROLLCALL_SMTP_URL: url,
      ROLLCALL_SMTP_FROM: "rollcall@halden.example",
    });
    at.startMs = Date.now();
  });
  afterEach(async () => {
    closeSmtp();
    await open.server?.close();
  });
  return {
    start,
    /** Addresses that the server takes no mail for. */
    refused,
    get server(): MailServer {
      if (!open.server) throw new Error("no mail server");
      return open.server;
    },
    startMs: () => at.startMs,
    tell: (to: Notice["to"], over: Partial<Notice> = {}) =>
      transact((tx) =>
        notify(tx, {
          ...{ event: "approval.decided", to, href: "/approvals", what: "Make Maya an admin" },
          ...{ key: `key ${at.count++}`, ...over },
        }),
      ),
    /** A round, so long after the test began. */
    round: (afterMs = MINUTE) => sendDueMail(undefined, at.startMs + afterMs),
    user: async (role: Role = "operator") => {
      const id = await insertTestUser(role);
      return { id, email: `${id}@halden.example` };
    },
    mails: () => db().selectFrom("mails").selectAll().orderBy("id").execute(),
  };
}
