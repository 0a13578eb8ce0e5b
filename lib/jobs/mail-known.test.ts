import { expect, it } from "vitest";
import { newId } from "#lib/core/ids.ts";
import { writeSecret } from "#lib/directory/secrets/mutations.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam } from "#lib/store/db/rows.testing.ts";
import { DAY, useMail } from "./mail.testing.ts";
import { remindPeople } from "./reminders.ts";

describeEachStore("what a mail tells whom", () => {
  const mail = useMail();
  const { tell, round, user, mails } = mail;

  it("tells nobody what they may not know by then: another role, no access, a limit, turned off", async () => {
    const connectionId = await insertTestConnection("c1", { state: "refused" });
    const about = { table: "connections", id: connectionId } as const;
    const event = "connection.refused";
    const [stays, demoted, disabled, limited, off] = [
      ...[await user("admin"), await user("admin"), await user("admin"), await user("admin")],
      await user("admin"),
    ];
    await tell("admins", { event, about, what: "Halden Docs" });
    await db()
      .updateTable("users")
      .set({ role: "viewer" })
      .where("id", "=", demoted?.id ?? "")
      .execute();
    await db()
      .updateTable("users")
      .set({ disabled_at: "2026" })
      .where("id", "=", disabled?.id ?? "")
      .execute();
    await db()
      .insertInto("limits")
      .values({ subject: `user:${limited?.id}`, created_by: stays?.id ?? "", created_at: "" })
      .execute();
    await db()
      .insertInto("notice_choices")
      .values({ user_id: off?.id ?? "", event, way: "off", updated_at: "" })
      .execute();
    expect(await round()).toBe(1);
    expect(mail.server.received.map((mail) => mail.to)).toEqual([[stays?.email]]);
    expect(mail.server.received[0]?.raw).toContain("Halden Docs");
    const left = (await mails()).filter((mail) => mail.state !== "sent");
    expect(left.map((mail) => mail.state)).toEqual(["dropped", "dropped", "dropped", "dropped"]);
    expect(await db().selectFrom("notices").select("id").where("what", "is not", null).execute()).toEqual([]);
  });

  it("tells a limited person of what they see", async () => {
    const [mine, other] = [
      await insertTestConnection("mine", { state: "refused" }),
      await insertTestConnection("other", { state: "refused" }),
    ];
    const maya = await user("admin");
    const subject = `user:${maya.id}`;
    await db().insertInto("limits").values({ subject, created_by: maya.id, created_at: "" }).execute();
    await db().insertInto("grants").values({ subject, connection_id: mine, team_id: "" }).execute();
    for (const id of [mine, other])
      await tell("admins", {
        ...{ event: "connection.refused", what: `Token of ${id}`, about: { table: "connections", id } },
      });
    await round();
    expect(mail.server.received).toHaveLength(1);
    expect(mail.server.received[0]?.text).toContain("Token of mine");
    expect(mail.server.received[0]?.raw).not.toContain("Token of other");
  });

  it("is not what nobody waits for any more", async () => {
    const maya = await user("admin");
    const state = "refused";
    const [refused, mended] = [
      await insertTestConnection("refused", { state }),
      await insertTestConnection("mended", { state }),
    ];
    for (const id of [refused, mended])
      await tell([maya.id], {
        ...{ event: "connection.refused", what: `Token of ${id}`, about: { table: "connections", id } },
      });
    await db().updateTable("connections").set({ state: "works" }).where("id", "=", mended).execute();
    await round();
    expect(mail.server.received).toHaveLength(1);
    expect(mail.server.received[0]?.headers.get("subject")).toBe("Rollcall: Token refused: Token of refused");
  });

  it("reminds each of the secrets that they see, once a day", async () => {
    const [mine, other] = [
      await insertTestConnection("mine", { vendor: "paperspace" }),
      await insertTestConnection("other", { vendor: "paperspace" }),
    ];
    const old = new Date(mail.startMs() - 200 * DAY).toISOString();
    for (const connectionId of [mine, other, other]) {
      const teamId = await insertTestTeam(newId(), connectionId, { vendor: "paperspace" });
      const secret = { name: "HF_TOKEN", modifiedAt: old };
      await transact((tx) => writeSecret(tx, { id: teamId, connectionId }, secret, { touchedAt: old }));
    }
    const [all, limited, nothing] = [await user(), await user(), await user()];
    await user("viewer");
    for (const { id } of [limited, nothing])
      await db()
        .insertInto("limits")
        .values({ subject: `user:${id}`, created_by: all.id, created_at: "" })
        .execute();
    await db()
      .insertInto("grants")
      .values({ subject: `user:${limited.id}`, connection_id: mine, team_id: "" })
      .execute();
    expect(await remindPeople(mail.startMs())).toBe(2);
    expect(await remindPeople(mail.startMs())).toBe(0);
    await round(DAY);
    const said = new Map(mail.server.received.map((mail) => [mail.to[0], mail.headers.get("subject")]));
    expect(said).toEqual(
      new Map([
        [all.email, "Rollcall: Secrets to rotate: 3 overdue"],
        [limited.email, "Rollcall: Secrets to rotate: 1 overdue"],
      ]),
    );
    expect(await remindPeople(mail.startMs() + DAY)).toBe(2);
  });
});
