// @slow: starts processes.
import { expect, it } from "vitest";
import { env } from "#lib/core/env.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";
import { runInProcess } from "#lib/store/db/process.testing.ts";
import { startMailServer } from "#lib/store/outbox/mail-server.testing.ts";
import { insertTestUser } from "#lib/store/outbox/notices.testing.ts";
import { notify } from "#lib/store/outbox/notify.ts";

const PEOPLE = 12;
/** What each process does: some rounds, and says how many mails it sent. */
const SEND = `
  const { startStore, stopStore } = await import("#lib/jobs/start-store.ts");
  const { sendDueMail } = await import("#lib/jobs/mail.ts");
  const { closeSmtp } = await import("#lib/store/outbox/smtp.ts");
  await startStore();
  console.log("ready");
  let sent = 0;
  for (let round = 0; round < 6; round++) sent += await sendDueMail(undefined, Date.now() + 60_000);
  console.log(sent);
  closeSmtp();
  await stopStore();`;

describeEachStore("several processes that look for mail", () => {
  it("send each mail once", async () => {
    const server = await startMailServer();
    const smtp = { ROLLCALL_SMTP_URL: server.url, ROLLCALL_SMTP_FROM: "rollcall@halden.example" };
    setTestEnv(smtp);
    const { ROLLCALL_DATA_DIR, DATABASE_URL = "", ROLLCALL_KEYS = "" } = env();
    const settings = { ...smtp, ROLLCALL_DATA_DIR, DATABASE_URL, ROLLCALL_KEYS };
    const ids: string[] = [];
    for (let n = 0; n < PEOPLE; n++) ids.push(await insertTestUser("operator"));
    for (const key of ["first", "second"])
      await transact((tx) =>
        notify(tx, { event: "approval.decided", to: ids, href: "/approvals", what: `The ${key}`, key }),
      );
    const processes = Array.from({ length: 3 }, () => runInProcess(SEND, settings));
    const said = await Promise.all(
      processes.map(async ({ lines, ended }) => {
        const printed: string[] = [];
        for await (const line of lines) printed.push(line);
        return [await ended, ...printed];
      }),
    );
    expect(said.map(([code, ready]) => [code, ready])).toEqual(processes.map(() => [0, "ready"]));
    expect(said.reduce((sum, [, , sent]) => sum + Number(sent), 0)).toBe(PEOPLE);
    const to = server.received.map((mail) => mail.to[0]);
    expect([...to].sort()).toEqual(ids.map((id) => `${id}@halden.example`).sort());
    for (const mail of server.received)
      expect(mail.headers.get("subject")).toBe("Rollcall: 2 requests decided");
    const states = await db().selectFrom("mails").select("state").execute();
    expect(states.map(({ state }) => state)).toEqual(ids.map(() => "sent"));
    await server.close();
  }, 60_000);
});
