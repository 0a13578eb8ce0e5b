import { beforeAll, expect, it } from "vitest";
import { writeMembers } from "#lib/directory/members/mutations.ts";
import { tombstoneMember } from "#lib/directory/members/patches.ts";
import { personIdOf } from "#lib/directory/people/data.ts";
import { personHistory } from "#lib/directory/people/history.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { verifyLog } from "#lib/store/audit/verify.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam } from "#lib/store/db/rows.testing.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { erasePerson } from "./erase-person.ts";

const AT = "2026-01-02T03:04:05.678Z";
const TEAM = { id: "handbook", connectionId: "gb", vendor: "gitbook" } as const;
const ANA = { userId: "g-ana", name: "Ana Lima", email: "ana@halden.example" };
const member = (over: typeof ANA) => ({ ...over, role: "member" as const, status: "active" as const });

async function change(
  id: string,
  target: string,
  over: Record<string, unknown>,
  state = "done",
): Promise<void> {
  const title = `Remove ${over.subject} from Handbook`;
  await transact(async (tx) => {
    await tx
      .insertInto("batches")
      .values({
        ...{ id: `b-${id}`, user_id: "u1", name: title, idempotency_key: id, payload_digest: "", size: 1 },
        ...{
          state: "finished",
          created_at: AT,
          finished_at: AT,
          undo_of: null,
          undo_of_batch: null,
          reviewed: 0,
        },
      } as Tables["batches"])
      .execute();
    await tx
      .insertInto("changes")
      .values({
        ...{
          id,
          batch_id: `b-${id}`,
          seq: 0,
          kind: "member.remove",
          connection_id: "gb",
          team_id: "handbook",
        },
        ...{ target, user_id: "u1", input: JSON.stringify({ teamId: "handbook", ...over }), before: null },
        ...{ description: JSON.stringify({ title, before: "Member", after: "Not in the team", ...over }) },
        ...{ acknowledged: "[]", sealed_value: null, value_in_memory: 0, state, code: null, attempts: 1 },
        ...{
          reason: `${over.subject} is on leave`,
          result: null,
          created_at: AT,
          started_at: AT,
          ended_at: AT,
        },
        ...{
          lock: null,
          role: null,
          role_before: null,
          lease_holder: null,
          lease_until: null,
          undo_of: null,
          call_id: null,
        },
      } as Tables["changes"])
      .execute();
    await appendEvent(tx, {
      ...{ action: "member.remove", actor: { id: "u1", name: "Noor" }, outcome: "done", changeId: id },
      personal: { title, subject: String(over.subject) },
      search: title,
    });
  });
}

describeEachStore("erasing a person", () => {
  let id = "";
  beforeAll(async () => {
    await insertTestConnection("gb");
    await insertTestTeam("handbook", "gb", { name: "Handbook" });
    const bea = { userId: "g-bea", name: "Bea Lund", email: "bea@halden.example" };
    await transact((tx) => writeMembers(tx, TEAM, [member(ANA), member(bea)], { touchedAt: AT }));
    id = (await personIdOf({ teamId: "handbook", userId: "g-ana" })) ?? "";
    await change("c1", "member:handbook:g-ana", { subject: "Ana Lima", email: ANA.email });
    await change("c2", `invite:gb:${ANA.email}`, { subject: ANA.email, email: ANA.email });
    await change("c3", "member:handbook:g-bea", { subject: "Bea Lund", email: bea.email });
    await change("c4", "member:handbook:g-ana", { subject: "Ana Lima" }, "running");
    await db()
      .insertInto("observations")
      .values({
        ...{
          id: "o1",
          at: AT,
          connection_id: "gb",
          team_id: "handbook",
          kind: "member.joined",
          subject: "g-ana",
        },
        ...{
          data: JSON.stringify({ name: ANA.name, email: ANA.email, after: "member" }),
          search_key: "ana lima",
        },
      })
      .execute();
    await db()
      .insertInto("offboardings")
      .values({
        ...{ batch_id: "b-c1", person_id: id, label: "Ana Lima", email: ANA.email, unreached: "[]" },
        left_out: JSON.stringify([{ userId: ANA.email, reason: "Ana Lima owns it" }]),
        ...{ created_by: "u1", created_at: AT },
      })
      .execute();
    await db()
      .insertInto("approvals")
      .values({
        ...{
          id: "a1",
          user_id: "u1",
          name: "Remove Ana Lima",
          state: "refused",
          asked_at: AT,
          expires_at: AT,
        },
        ...{
          decided_at: AT,
          decided_by: "u2",
          reason: "Ana Lima stays",
          batch_id: null,
          idempotency_key: "a1",
        },
        ...{ payload_digest: "", size: 1, changes: JSON.stringify([{ input: { email: ANA.email } }]) },
        ...{ asked: JSON.stringify([{ subject: "Ana Lima" }]), acknowledged: "[]", undo_of: null },
        ...{ undo_of_batch: null, sealed_values: null, offboards: null },
      })
      .execute();
    await db()
      .insertInto("offboarding_items")
      .values({
        batch_id: "b-c1",
        key: "k",
        seq: 0,
        words: "Revoke keys of Ana Lima",
        done_at: null,
        done_by: null,
      })
      .execute();
  });

  it("takes their name and address out of log, journal, sightings and offboardings, and nobody else's", async () => {
    expect(await erasePerson(id, { id: "admin", name: "Ed" })).toEqual({ events: 2, changes: 2 });
    const tables = [
      "events",
      "batches",
      "observations",
      "offboardings",
      "offboarding_items",
      "approvals",
      "changes",
    ] as const;
    const left = await Promise.all(tables.map((table) => db().selectFrom(table).selectAll().execute()));
    const running = "c4";
    const rest = JSON.stringify(left.flat().filter((row) => !JSON.stringify(row).includes(running)));
    expect(rest).not.toMatch(/ana lima|ana@halden/i);
    expect(rest).toContain("Bea Lund");
    expect(rest).toContain("Remove somebody from Handbook");
    // What is under way still needs to know whom it is about.
    expect(JSON.stringify(left.flat())).toContain("Ana Lima");
    expect(await verifyLog()).toMatchObject({ ok: true, erased: 2 });
    expect(JSON.stringify(await personHistory(id))).toContain("Handbook");
  });

  it("leaves the vendor's list alone, and can be done again once they have left it", async () => {
    expect(await personIdOf({ teamId: "handbook", userId: "g-ana" })).toBe(id);
    await db().updateTable("changes").set({ state: "failed" }).where("id", "=", "c4").execute();
    await transact((tx) => tombstoneMember(tx, "handbook", "g-ana", AT));
    expect(await erasePerson(id, "system")).toEqual({ events: 1, changes: 2 });
    const [row] = await db().selectFrom("changes").select("description").where("id", "=", "c4").execute();
    expect(row?.description).not.toContain("Ana Lima");
    await expect(erasePerson("nobody", "system")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describeEachStore("erasing a person with a name of any kind", () => {
  const NAMES = ['"', "a", "{}", "}", "\\", ",", ":", "$&", "null", "Member", "subject", "somebody else"];
  const idOf = (n: number) => `g-${n}`;
  const rowsOf = async () => ({
    changes: await db().selectFrom("changes").selectAll().orderBy("id").execute(),
    batches: await db().selectFrom("batches").selectAll().orderBy("id").execute(),
    approvals: await db().selectFrom("approvals").selectAll().orderBy("id").execute(),
    observations: await db().selectFrom("observations").selectAll().orderBy("id").execute(),
    offboardings: await db().selectFrom("offboardings").selectAll().orderBy("batch_id").execute(),
    items: await db().selectFrom("offboarding_items").selectAll().orderBy("key").execute(),
  });
  beforeAll(async () => {
    await insertTestConnection("gb");
    await insertTestTeam("handbook", "gb", { name: "Handbook" });
    const people = [...NAMES, "Bea Lund"].map((name, n) =>
      member({ userId: idOf(n), name, email: `p${n}@halden.example` }),
    );
    await transact((tx) => writeMembers(tx, TEAM, people, { touchedAt: AT }));
    for (const [n, { name, email }] of people.entries()) {
      await change(`c${n}`, `member:handbook:${idOf(n)}`, { subject: name, email });
      const asked = people.map((one) => ({
        ...{ title: `Remove ${one.name} from Handbook`, before: "Member", after: "Not in the team" },
        warnings: [`${one.name} is the last admin`, "Seats are billed"],
      }));
      const changes = people.map((_, at) => ({
        kind: "member.remove",
        input: { teamId: "handbook", userId: idOf(at) },
      }));
      await db()
        .insertInto("approvals")
        .values({
          ...{
            id: `a${n}`,
            user_id: "u1",
            name: `Remove ${name} from Handbook`,
            state: "refused",
            asked_at: AT,
          },
          ...{ expires_at: AT, decided_at: AT, decided_by: "u2", reason: `${name} stays`, batch_id: null },
          ...{ idempotency_key: `a${n}`, payload_digest: "", size: 1, acknowledged: "[]", undo_of: null },
          ...{ changes: JSON.stringify(changes), asked: JSON.stringify(asked) },
          ...{ undo_of_batch: null, sealed_values: null, offboards: null },
        })
        .execute();
      await transact((tx) =>
        appendEvent(tx, {
          ...{ action: "approval.ask", actor: "system", outcome: "done", facts: { approvalId: `a${n}` } },
          personal: { what: `Remove ${name} from Handbook` },
        }),
      );
    }
    const label = "a";
    await db()
      .insertInto("offboardings")
      .values({
        ...{ batch_id: "b-c1", person_id: (await personIdOf({ teamId: "handbook", userId: idOf(1) })) ?? "" },
        ...{ label, email: null, unreached: JSON.stringify([{ name: "Handbook", reason: "late" }]) },
        ...{ created_by: "u1", created_at: AT },
      })
      .execute();
    const words = [
      `Revoke every API token that ${label} made on GitBook`,
      `Take ${label}'s SSH keys off the machines of Handbook`,
      "Ask a manager",
      "Hand back the laptop",
    ];
    await db()
      .insertInto("offboarding_items")
      .values(
        words.map((text, seq) => ({
          batch_id: "b-c1",
          key: `k${seq}`,
          seq,
          words: text,
          done_at: null,
          done_by: null,
        })),
      )
      .execute();
  });

  it("takes them out of a change about several people, and leaves the others there", async () => {
    await transact((tx) =>
      writeMembers(tx, TEAM, [member({ userId: "g-dan", name: "Dan", email: "dan@halden.example" })], {
        touchedAt: AT,
      }),
    );
    const people = [
      { userId: "g-dan", name: "Dan", email: "dan@halden.example" },
      { userId: "g-eva", name: "Eva", email: "eva@halden.example" },
    ];
    await change("t1", "title:gb:New", { subject: "New", people, after: "A team with Dan, Eva" });
    await db().updateTable("changes").set({ kind: "team.create" }).where("id", "=", "t1").execute();
    await erasePerson((await personIdOf({ teamId: "handbook", userId: "g-dan" })) ?? "", "system");
    const row = await db()
      .selectFrom("changes")
      .select("description")
      .where("id", "=", "t1")
      .executeTakeFirst();
    expect(JSON.parse(row?.description ?? "{}")).toMatchObject({
      subject: "New",
      after: "A team with somebody, Eva",
      people: [{ userId: "g-dan", name: "somebody" }, people[1]],
    });
    await db().deleteFrom("changes").where("id", "=", "t1").execute();
  });

  it("leaves every other person's rows as they were, and all of them readable", async () => {
    const before = await rowsOf();
    for (const n of NAMES.keys()) {
      const id = (await personIdOf({ teamId: "handbook", userId: idOf(n) })) ?? "";
      expect((await erasePerson(id, "system")).changes).toBe(1);
    }
    const after = await rowsOf();
    // Bea's are untouched but for the others' lines in what was asked together.
    const bea = NAMES.length;
    expect(after.changes.find((row) => row.id === `c${bea}`)).toEqual(
      before.changes.find((row) => row.id === `c${bea}`),
    );
    expect(after.batches.find((row) => row.id === `b-c${bea}`)).toEqual(
      before.batches.find((row) => row.id === `b-c${bea}`),
    );
    for (const [n, row] of after.changes.entries()) {
      if (row.id === `c${bea}`) continue;
      expect(JSON.parse(row.description), NAMES[n]).toEqual({
        title: "Remove somebody from Handbook",
        subject: "somebody",
        before: "Member",
        after: "Not in the team",
      });
      expect(JSON.parse(row.input)).toMatchObject({ teamId: "handbook", email: "" });
    }
    for (const row of after.approvals) {
      const asked = JSON.parse(row.asked) as { title: string; before: string; warnings: string[] }[];
      expect(asked).toHaveLength(NAMES.length + 1);
      expect(asked.at(-1)).toEqual({
        ...{ title: "Remove Bea Lund from Handbook", before: "Member", after: "Not in the team" },
        warnings: ["Bea Lund is the last admin", "Seats are billed"],
      });
      for (const line of asked.slice(0, -1))
        expect(line).toEqual({
          ...{ title: "Remove somebody from a team", before: "Member", after: "Not in the team" },
          warnings: ["A warning that named somebody", "Seats are billed"],
        });
      expect(JSON.parse(row.changes)).toHaveLength(NAMES.length + 1);
    }
    const words = after.items.map((item) => item.words);
    expect(words).toEqual([
      "Revoke every API token that somebody made on GitBook",
      "Take somebody's SSH keys off the machines of Handbook",
      "A step for somebody",
      "Hand back the laptop",
    ]);
    const events = await db().selectFrom("events").select(["personal", "body"]).execute();
    const left = events.filter(({ personal }) => personal !== null && !personal.includes("Bea Lund"));
    expect(left).toEqual([]);
    expect(await verifyLog()).toMatchObject({ ok: true });
  });
});
