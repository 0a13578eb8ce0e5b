import { beforeAll, expect, it } from "vitest";
import { writeMembers } from "#lib/directory/members/mutations.ts";
import { tombstoneMember } from "#lib/directory/members/patches.ts";
import { listPeople, personIdOf } from "#lib/directory/people/data.ts";
import { peopleCsv } from "#lib/directory/people/export.ts";
import { findList } from "#lib/directory/people/find-list.ts";
import { personHistory } from "#lib/directory/people/history.ts";
import { linkPerson, unlinkIdentity } from "#lib/directory/people/mutations.ts";
import { getPerson, linkedTo } from "#lib/directory/people/person.ts";
import { personFilterSchema } from "#lib/directory/people/schema.ts";
import { listEvents } from "#lib/store/audit/data.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam } from "#lib/store/db/rows.testing.ts";
import type { VendorMember } from "#lib/vendors/port.ts";

const PERCEPTION = { id: "perception", connectionId: "ps", vendor: "paperspace" } as const;
const HANDBOOK = { id: "handbook", connectionId: "gb", vendor: "gitbook" } as const;
const ORG = { id: "org", connectionId: "gb", vendor: "gitbook" } as const;
const ACTOR = { id: "u-ingrid", name: "Ingrid", email: "ingrid@halden.example", sessionId: "s" };

const member = (userId: string, over: Partial<VendorMember> = {}): VendorMember => ({
  userId,
  name: userId,
  email: `${userId}@halden.example`,
  role: "member",
  status: "active",
  ...over,
});
const write = (team: Parameters<typeof writeMembers>[1], ...members: VendorMember[]) =>
  transact((tx) => writeMembers(tx, team, members, { touchedAt: new Date().toISOString() }));
const idOf = async (teamId: string, userId: string): Promise<string> =>
  (await personIdOf({ teamId, userId })) ?? "nobody";
const names = async (q = "") =>
  (await listPeople(personFilterSchema.parse({ q }))).rows.map((person) => person.label);

describeEachStore("a person", () => {
  beforeAll(async () => {
    await insertTestConnection("ps", { vendor: "paperspace" });
    await insertTestConnection("gb");
    await insertTestTeam("perception", "ps", { vendor: "paperspace", name: "Perception" });
    await insertTestTeam("handbook", "gb", { name: "Handbook" });
    await insertTestTeam("org", "gb", { name: "Halden", kind: "organization" });
    await write(PERCEPTION, member("noor", { role: "admin" }), member("ivo"), member("mei"));
    await write(HANDBOOK, member("g-ivo", { name: "Ivo", email: undefined, role: "owner" }));
    await write(ORG, member("g-ivo", { name: "Ivo", email: undefined, orgRole: "admin" }));
    await write(ORG, member("g-noor", { email: "NOOR@halden.example", orgRole: "read" }));
  });

  it("has every membership, an organization before its teams, named by the team", async () => {
    const ivo = await getPerson(await idOf("handbook", "g-ivo"));
    expect(ivo).toMatchObject({ shown: "Ivo", emails: [], topRole: "owner", counts: { gitbook: 2 } });
    expect(ivo?.memberships.map((row) => [row.team.kind, row.member.label])).toEqual([
      ["organization", "Halden"],
      ["team", "Handbook"],
    ]);
    expect(ivo?.identities).toEqual([expect.objectContaining({ label: "Ivo", isLinked: false })]);
    expect(await getPerson("0".repeat(26))).toBeUndefined();
  });

  it("tells two accounts in one team apart", async () => {
    await write(PERCEPTION, member("ivo2", { email: "ivo@halden.example" }));
    const ivo = await getPerson(await idOf("perception", "ivo"));
    expect(ivo?.memberships.map((row) => row.member.label).sort()).toEqual([
      "Perception (ivo)",
      "Perception (ivo2)",
    ]);
    await transact((tx) => tombstoneMember(tx, "perception", "ivo2", new Date().toISOString()));
  });

  it("is linked by hand, stays linked through syncs, and is parted again", async () => {
    const [ivo, other] = [await idOf("perception", "ivo"), await idOf("handbook", "g-ivo")];
    await linkPerson(ACTOR, { personId: other, intoId: ivo });
    expect(await linkedTo(other)).toBe(ivo);
    const linked = await getPerson(ivo);
    expect(linked).toMatchObject({ vendors: ["paperspace", "gitbook"], topRole: "owner" });
    expect(linked?.identities.map(({ label, isLinked }) => [label, isLinked])).toEqual([
      ["ivo@halden.example", false],
      ["Ivo", true],
    ]);
    expect(await getPerson(other)).toBeUndefined();
    expect(await names("ivo")).toEqual(["ivo"]);

    // A sync's rows, a membership that is new, one that comes back: all belong to the linked person.
    const run = { id: "r", startedAt: new Date(Date.now() + 60_000).toISOString() };
    const late = { id: "late", connectionId: "gb", vendor: "gitbook" } as const;
    await insertTestTeam("late", "gb", { name: "Late" });
    const again = member("g-ivo", { name: "Ivo L.", email: undefined });
    await transact((tx) => writeMembers(tx, late, [again], { run }));
    await transact((tx) => writeMembers(tx, HANDBOOK, [{ ...again, role: "owner" }], { run }));
    expect(await idOf("late", "g-ivo")).toBe(ivo);
    expect(await idOf("handbook", "g-ivo")).toBe(ivo);
    expect((await getPerson(ivo))?.counts).toEqual({ paperspace: 1, gitbook: 3 });

    await expect(linkPerson(ACTOR, { personId: other, intoId: ivo })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await unlinkIdentity(ACTOR, { personId: ivo, identityId: other });
    expect(await idOf("late", "g-ivo")).toBe(other);
    expect((await getPerson(ivo))?.counts).toEqual({ paperspace: 1, gitbook: 0 });
    expect(await getPerson(other)).toMatchObject({ counts: { gitbook: 3 } });
    await expect(unlinkIdentity(ACTOR, { personId: ivo, identityId: other })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(linkPerson(ACTOR, { personId: ivo, intoId: ivo })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await transact((tx) => tombstoneMember(tx, "late", "g-ivo", new Date().toISOString()));
  });

  it("takes along what was linked to somebody who is linked on", async () => {
    const [mei, ivo, noor] = [
      await idOf("perception", "mei"),
      await idOf("perception", "ivo"),
      await idOf("perception", "noor"),
    ];
    await linkPerson(ACTOR, { personId: mei, intoId: ivo });
    await linkPerson(ACTOR, { personId: ivo, intoId: noor });
    expect(await linkedTo(mei)).toBe(noor);
    expect((await getPerson(noor))?.identities.map(({ isLinked }) => isLinked)).toEqual([false, true, true]);
    await unlinkIdentity(ACTOR, { personId: noor, identityId: mei });
    await unlinkIdentity(ACTOR, { personId: noor, identityId: ivo });
    expect(await idOf("perception", "mei")).toBe(mei);
    expect(await idOf("perception", "ivo")).toBe(ivo);
  });

  it("writes links down with names that can be erased, and shows them in the history", async () => {
    const ivo = await idOf("perception", "ivo");
    const { rows } = await listEvents({ action: "person" });
    expect(rows.map((event) => event.action)).toContain("person.link");
    expect(rows.every((event) => JSON.stringify(event.facts) === "{}")).toBe(true);
    const history = await personHistory(ivo);
    expect(history.map((event) => event.what.map(({ text }) => text).join(""))).toContain(
      "Linked Ivo to ivo",
    );
    expect(history.find((event) => event.by === "Ingrid")).toBeDefined();
  });

  it("has a history of what Rollcall did and what syncs saw, of teams that were left too", async () => {
    const noor = await idOf("perception", "noor");
    await db()
      .insertInto("batches")
      .values({
        id: "b",
        user_id: "u-ingrid",
        name: "b",
        idempotency_key: "k",
        payload_digest: "d",
        size: 1,
        state: "finished",
        created_at: "2026-01-05T00:00:00.000Z",
        finished_at: null,
        undo_of: null,
        undo_of_batch: null,
        reviewed: 0,
      })
      .execute();
    const change = (id: string, target: string, state: "done" | "failed", at: string) =>
      db()
        .insertInto("changes")
        .values({
          id,
          batch_id: "b",
          seq: Number(id.slice(1)),
          kind: "member.setRole",
          connection_id: "ps",
          team_id: "perception",
          target,
          user_id: "u-ingrid",
          input: "{}",
          description: JSON.stringify({
            title: "Make noor an admin",
            subject: "noor",
            before: "Member",
            after: "Admin",
            teamName: "Perception",
          }),
          before: null,
          acknowledged: "[]",
          sealed_value: null,
          value_in_memory: 0,
          state,
          code: null,
          reason: state === "failed" ? "Not today" : null,
          result: null,
          attempts: 1,
          created_at: at,
          started_at: null,
          ended_at: null,
          lock: null,
          role: null,
          role_before: null,
          lease_holder: null,
          lease_until: null,
          undo_of: null,
        })
        .execute();
    await change("c1", "member:perception:noor", "done", "2026-01-05T00:00:00.000Z");
    await change("c2", "member:perception:noor", "failed", "2026-01-06T00:00:00.000Z");
    await change("c3", "member:perception:ivo", "done", "2026-01-07T00:00:00.000Z");
    for (const [id, kind, subject, at] of [
      ["o1", "member.joined", "noor", "2026-01-04T00:00:00.000Z"],
      ["o2", "member.roleChanged", "noor", "2026-01-08T00:00:00.000Z"],
      ["o3", "member.joined", "ivo", "2026-01-08T00:00:00.000Z"],
    ] as const)
      await db()
        .insertInto("observations")
        .values({
          id,
          at,
          connection_id: "ps",
          team_id: "perception",
          kind,
          subject,
          data: JSON.stringify({ before: "admin", after: "owner" }),
          search_key: "",
        })
        .execute();
    const history = (await personHistory(noor)).filter((event) => event.at < "2026-02-01");
    expect(history.map((event) => [event.what.map(({ text }) => text).join(""), event.outcome])).toEqual([
      ["Became an owner of Perception", "seen"],
      ["Could not make noor an admin: Perception", "failed"],
      ["Became an admin of Perception", "done"],
      ["Joined Perception", "seen"],
    ]);
    expect(history[1]).toMatchObject({ reason: "Not today" });

    // Once the last row at that vendor is gone for good, what happened there is still known.
    await db()
      .deleteFrom("members")
      .where("team_id", "=", "perception")
      .where("user_id", "=", "noor")
      .execute();
    expect((await personHistory(noor)).filter((event) => event.at < "2026-02-01")).toEqual(history);
    await write(PERCEPTION, member("noor", { role: "admin" }));
  });

  it("finds a list of addresses and ids, each once", async () => {
    const found = await findList(
      "NOOR@halden.example, Ivo <ivo@halden.example>\ng-ivo;nobody@halden.example\nnoor@halden.example\na@b@c\nnobody",
    );
    expect(found.map(({ text, finding }) => [text, finding])).toEqual([
      ["NOOR@halden.example", "found"],
      ["ivo@halden.example", "found"],
      ["g-ivo", "found"],
      ["nobody@halden.example", "not-found"],
      ["noor@halden.example", "duplicate"],
      ["a@b@c", "not-an-address"],
      ["nobody", "not-found"],
    ]);
    expect(found[0]?.person).toEqual({ id: await idOf("perception", "noor"), label: "noor" });
    const tooMany = Array.from({ length: 2_001 }, (_, index) => `${index}@x.y`).join("\n");
    await expect(findList(tooMany)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await findList(" \n ")).toEqual([]);
  });

  it("is exported by filter or by id", async () => {
    const csv = async (picked: { ids?: string[]; except?: string[] }) => {
      let text = "";
      const given = { ids: picked.ids ?? [], except: picked.except ?? [] };
      for await (const line of peopleCsv(personFilterSchema.parse({}), given)) text += line;
      return text.split("\r\n").slice(1, -1);
    };
    const noor = await idOf("perception", "noor");
    expect(await csv({ ids: [noor, noor, "nobody"] })).toEqual([
      expect.stringMatching(/^noor,noor@halden.example,Paperspace GitBook,1,1,admin,true,false,,,$/),
    ]);
    expect((await csv({})).length - (await csv({ except: [noor] })).length).toBe(1);
  });
});
