import { beforeAll, describe, expect, it } from "vitest";
import { forgetPerProcess } from "#lib/core/per-process.ts";
import { deleteConnection } from "#lib/directory/connections/mutations.ts";
import { writeMembers } from "#lib/directory/members/mutations.ts";
import {
  patchMemberRole,
  patchOrgRole,
  tombstoneMember,
  tombstoneOrgMember,
} from "#lib/directory/members/patches.ts";
import { countPeople, listPeople, personIdOf } from "#lib/directory/people/data.ts";
import { ensurePeople } from "#lib/directory/people/ensure.ts";
import type { PersonFilter } from "#lib/directory/people/filter.ts";
import { identityOf } from "#lib/directory/people/identity.ts";
import { personFilterSchema } from "#lib/directory/people/schema.ts";
import { tombstoneTeam } from "#lib/directory/teams/mutations.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam } from "#lib/store/db/rows.testing.ts";
import type { VendorMember } from "#lib/vendors/port.ts";

const PERCEPTION = { id: "perception", connectionId: "ps", vendor: "paperspace" } as const;
const SIM = { id: "sim", connectionId: "ps2", vendor: "paperspace" } as const;
const HANDBOOK = { id: "handbook", connectionId: "gb", vendor: "gitbook" } as const;
const ORG = { id: "org", connectionId: "gb", vendor: "gitbook" } as const;
const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

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
const list = (filter: Partial<PersonFilter> = {}) => listPeople(personFilterSchema.parse(filter));
const names = async (filter: Partial<PersonFilter> = {}) => (await list(filter)).rows.map((row) => row.label);
const row = async (q: string) => (await list({ q })).rows[0];

describeEachStore("people", () => {
  beforeAll(async () => {
    for (const [id, vendor] of [
      ["ps", "paperspace"],
      ["ps2", "paperspace"],
      ["gb", "gitbook"],
      ["gb2", "gitbook"],
    ] as const)
      await insertTestConnection(id, { vendor });
    await insertTestTeam("perception", "ps", { vendor: "paperspace", name: "Perception" });
    await insertTestTeam("sim", "ps2", { vendor: "paperspace", name: "Sim" });
    await insertTestTeam("handbook", "gb", { name: "Handbook" });
    await insertTestTeam("org", "gb", { name: "Halden", kind: "organization" });
    await insertTestTeam("other", "gb2", { name: "Other" });
    await write(
      PERCEPTION,
      member("noor", { name: "Noor Haddad", role: "admin", lastActiveAt: ago(3) }),
      member("daniel", { name: "Daniel Kim", lastActiveAt: ago(200) }),
      member("invited", { name: "", status: "invited" }),
    );
    await write(SIM, member("noor", { name: "Noor Haddad", lastActiveAt: ago(1) }));
    await write(
      HANDBOOK,
      member("g-noor", { name: "N. Haddad", email: "Noor@Halden.example ", orgRole: "edit", role: "owner" }),
      member("g-daniel", { name: "Daniel Kim", email: "daniel@contractors.example", orgRole: null }),
      member("g-mei", { name: "Mei", email: undefined, orgRole: "read", status: "disabled" }),
    );
    await write(ORG, member("g-mei", { name: "Mei", email: undefined, orgRole: "read" }));
  });

  it("joins by normalized e-mail over both vendors, and keeps people without one apart", async () => {
    expect(await names()).toEqual([
      "Daniel Kim (daniel@contractors.example)",
      "Daniel Kim (daniel@halden.example)",
      "invited@halden.example",
      "Mei",
      "Noor Haddad",
    ]);
    expect(await countPeople()).toBe(5);
    const noor = await row("noor");
    expect(noor).toMatchObject({
      emails: ["noor@halden.example"],
      vendors: ["paperspace", "gitbook"],
      topRole: "owner",
      isActive: true,
      isDisabled: false,
      counts: { paperspace: 2, gitbook: 1 },
    });
    expect(noor?.teams.map(({ name, role }) => `${name} ${role}`)).toEqual([
      "Handbook owner",
      "Perception admin",
      "Sim member",
    ]);
    expect(noor?.lastActiveAt?.slice(0, 10)).toBe(ago(1).slice(0, 10));
    const mei = await row("mei");
    expect(mei).toMatchObject({ emails: [], isDisabled: true, counts: { gitbook: 2 } });
    expect(await personIdOf({ teamId: "handbook", userId: "g-mei" })).toBe(mei?.id);
    expect(await personIdOf({ teamId: "handbook", userId: "nobody" })).toBeUndefined();
  });

  it("never merges look-alike addresses, nor accounts of two vendors", async () => {
    const other = { id: "other", connectionId: "gb2", vendor: "gitbook" } as const;
    await write(
      other,
      member("k1", { name: "K", email: "kim@halden.example" }),
      member("k2", { name: "K", email: "\u212Aim@halden.example" }),
      member("k3", { name: "K", email: "k\u0456m@halden.example" }),
      member("k4", { name: "K", email: "ｋim@halden.example" }),
      member("same", { name: "K", email: undefined }),
    );
    await write(SIM, member("same", { name: "K", email: undefined }));
    const rows = (await list({ q: "K" })).rows.filter((person) => person.shown === "K");
    expect(rows).toHaveLength(6);
    expect(new Set(rows.map((person) => person.label)).size).toBe(6);
    await transact((tx) => tombstoneTeam(tx, "other", new Date().toISOString()));
    await transact((tx) => tombstoneMember(tx, "sim", "same", new Date().toISOString()));
    expect(await names({ q: "K halden" })).not.toContain("K");
    expect(await countPeople()).toBe(5);
  });

  it("one account in two organizations is one person also without an e-mail", () => {
    const of = (vendor: "gitbook" | "paperspace", userId: string, emailKey: string | null = null) =>
      identityOf({ vendor, userId, emailKey });
    expect(of("gitbook", "a")).toBe(of("gitbook", "a"));
    expect(of("gitbook", "a")).not.toBe(of("paperspace", "a"));
    expect(of("gitbook", "a", "x@y.z")).toBe(of("paperspace", "b", "x@y.z"));
    expect(of("gitbook", "a")).toMatch(/^[0-9a-f]{26}$/);
  });

  const cases: [string, Partial<PersonFilter>, string[]][] = [
    ["on both vendors", { in: "both" }, ["Noor Haddad"]],
    [
      "on Paperspace",
      { in: "paperspace" },
      ["Daniel Kim (daniel@halden.example)", "invited@halden.example", "Noor Haddad"],
    ],
    ["only on GitBook", { in: "only-gitbook" }, ["Daniel Kim (daniel@contractors.example)", "Mei"]],
    [
      "on one only",
      { in: "one", q: "kim" },
      ["Daniel Kim (daniel@contractors.example)", "Daniel Kim (daniel@halden.example)"],
    ],
    ["of a team", { team: "sim" }, ["Noor Haddad"]],
    ["with a role in a team", { team: "perception", role: "admin" }, ["Noor Haddad"]],
    ["managing a team", { team: "sim", role: "managing" }, []],
    ["owner of anything", { role: "owner" }, ["Noor Haddad"]],
    ["owner on Paperspace", { role: "owner", in: "paperspace" }, []],
    ["admin on Paperspace", { role: "admin", in: "paperspace" }, ["Noor Haddad"]],
    ["owner or admin of anything", { role: "managing" }, ["Noor Haddad"]],
    ["invited", { status: "invited" }, ["invited@halden.example"]],
    ["invited more than 3 days", { invited: 3 }, []],
    ["disabled", { status: "disabled" }, ["Mei"]],
    [
      "not active for 90 days",
      { inactive: 90, status: "active", in: "paperspace" },
      ["Daniel Kim (daniel@halden.example)"],
    ],
    ["of known activity before that", { inactive: 90 }, ["Daniel Kim (daniel@halden.example)"]],
    [
      "whose activity nobody has told",
      { activity: "unknown" },
      ["Daniel Kim (daniel@contractors.example)", "invited@halden.example", "Mei"],
    ],
    ["by id", { q: "g-daniel" }, ["Daniel Kim (daniel@contractors.example)"]],
    ["by e-mail", { q: "contractors" }, ["Daniel Kim (daniel@contractors.example)"]],
  ];
  it.each(cases)("filters: %s", async (_, filter, expected) => {
    expect(await names(filter)).toEqual(expected);
    expect((await list(filter)).total).toBe(expected.length);
  });

  it("finds who has waited for long", async () => {
    await db()
      .updateTable("members")
      .set({ first_seen_at: ago(10) })
      .where("user_id", "=", "invited")
      .execute();
    await write(
      PERCEPTION,
      member("invited", { name: "", status: "invited", profileUrl: "https://a.example" }),
    );
    await write(PERCEPTION, member("invited", { name: "Late", status: "invited" }));
    expect(await names({ invited: 3 })).toEqual(["Late"]);
    expect(await names({ invited: 11 })).toEqual([]);
    await write(PERCEPTION, member("invited", { name: "", status: "active" }));
    expect(await names({ status: "invited" })).toEqual([]);
  });

  it("sorts alike: by e-mail, strongest role and last activity, what is not known last", async () => {
    expect((await names({ sort: "email" })).at(-1)).toBe("Mei");
    expect((await names({ sort: "email", dir: "desc" })).at(-1)).toBe("Mei");
    expect((await names({ sort: "role" }))[0]).toBe("Noor Haddad");
    expect((await names({ sort: "lastActive", dir: "desc" })).slice(0, 2)).toEqual([
      "Noor Haddad",
      "Daniel Kim (daniel@halden.example)",
    ]);
    const paged = [];
    for (let offset = 0; offset < 5; offset += 2)
      paged.push(...(await names({ sort: "lastActive", offset, limit: 2 })));
    expect(paged).toEqual(await names({ sort: "lastActive" }));
  });

  it("names the teams with a column: the filtered one first, one of each vendor at least", async () => {
    expect((await list({ team: "sim" })).matrix[0]).toMatchObject({ teamId: "sim" });
    const pinned = await listPeople(personFilterSchema.parse({ team: "sim" }), ["gone", "org", "sim"]);
    expect(pinned.matrix.slice(0, 3).map((team) => [team.teamId, team.isPinned ?? false])).toEqual([
      ["sim", true],
      ["org", true],
      [expect.any(String), false],
    ]);
    expect((await list({ in: "gitbook" })).matrix.map((team) => team.name)).toEqual(["Handbook", "Halden"]);
    expect(await list()).toMatchObject({ teamTotal: 4, onBoth: 1 });
  });

  describe("follows what happens to members", () => {
    it("a role, an organization's role, a removal", async () => {
      const at = new Date().toISOString();
      await transact((tx) => patchMemberRole(tx, "handbook", "g-noor", "member", at));
      expect(await row("noor")).toMatchObject({ topRole: "admin" });
      await transact((tx) => patchMemberRole(tx, "perception", "noor", "member", at));
      expect(await row("noor")).toMatchObject({ topRole: "member" });
      await transact((tx) => patchOrgRole(tx, "gb", "g-noor", "admin", at));
      expect(await row("noor")).toMatchObject({ topRole: "admin" });
      await transact((tx) => tombstoneOrgMember(tx, "gb", "g-noor", at));
      expect(await row("noor")).toMatchObject({ topRole: "member", vendors: ["paperspace"] });
      await transact((tx) => tombstoneMember(tx, "perception", "daniel", at));
      expect(await names({ q: "daniel@halden" })).toEqual([]);
    });

    it("activity that grows, and a run that brings it back", async () => {
      const run = { id: "run", startedAt: new Date(Date.now() + 60_000).toISOString() };
      const seen = ago(0);
      await transact((tx) =>
        writeMembers(tx, SIM, [member("noor", { name: "Noor Haddad", lastActiveAt: seen })], { run }),
      );
      expect(await row("noor")).toMatchObject({ lastActiveAt: seen });
      const earlier = ago(40);
      await transact((tx) =>
        writeMembers(tx, SIM, [member("noor", { name: "Noor Haddad", lastActiveAt: earlier })], { run }),
      );
      expect((await row("noor"))?.lastActiveAt?.slice(0, 10)).toBe(ago(3).slice(0, 10));
    });

    it("another e-mail makes another person, and the former one goes with the last row", async () => {
      const before = await row("mei");
      await write(HANDBOOK, member("g-mei", { name: "Mei", email: "mei@halden.example" }));
      expect((await list({ q: "mei" })).rows).toHaveLength(2);
      await write(ORG, member("g-mei", { name: "Mei", email: "MEI@halden.example", orgRole: "read" }));
      const [only, other] = (await list({ q: "mei" })).rows;
      expect(other).toBeUndefined();
      expect(only).toMatchObject({ counts: { gitbook: 2 } });
      expect(only?.id).not.toBe(before?.id);
    });

    it("a connection that is deleted", async () => {
      await deleteConnection("system", "gb");
      expect((await names()).sort()).toEqual(["Noor Haddad", "invited@halden.example"]);
    });
  });

  it("says whom older rows are about at the start", async () => {
    const before = await list();
    await db().updateTable("members").set({ person_id: "" }).execute();
    await db().deleteFrom("people").execute();
    await ensurePeople();
    expect((await list()).rows).toEqual(before.rows);
  });

  it("somebody who is nearly everywhere has their columns and their counts", async () => {
    await insertTestConnection("many");
    const everywhere = member("bot", { name: "Bot" });
    for (let index = 0; index < 70; index += 1) {
      const id = `many-${index}`;
      await insertTestTeam(id, "many", { name: `Many ${index}` });
      await write({ id, connectionId: "many", vendor: "gitbook" }, everywhere);
    }
    await write(SIM, everywhere);
    // Put in by hand, not by a sync, which would have said that there are new teams.
    forgetPerProcess("people-matrix");
    const page = await list({ q: "bot", team: "many-7" });
    const [bot] = page.rows;
    expect(page.matrix[0]?.teamId).toBe("many-7");
    expect(bot).toMatchObject({ counts: { paperspace: 1, gitbook: 70 }, vendors: ["paperspace", "gitbook"] });
    expect(bot?.teams.map(({ teamId }) => teamId)).toContain("many-7");
    expect(bot?.teams.length).toBeLessThanOrEqual(page.matrix.length);
    await deleteConnection("system", "many");
    forgetPerProcess("people-matrix");
    expect(await row("bot")).toMatchObject({ counts: { paperspace: 1, gitbook: 0 } });
    await transact((tx) => tombstoneMember(tx, "sim", "bot", new Date().toISOString()));
  });

  it("two writers at once count somebody once each", async () => {
    const someone = { name: "Twice", email: "twice@halden.example" };
    await Promise.all([write(PERCEPTION, member("t1", someone)), write(SIM, member("t2", someone))]);
    expect(await row("twice")).toMatchObject({ counts: { paperspace: 2 } });
    const stored = await db()
      .selectFrom("people")
      .select("memberships")
      .where("name", "=", "Twice")
      .execute();
    expect(stored.map(({ memberships }) => Number(memberships))).toEqual([2]);
  });
});
