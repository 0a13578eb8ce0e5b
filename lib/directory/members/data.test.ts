import { beforeAll, describe, expect, it } from "vitest";
import { getMember, listMembers } from "#lib/directory/members/data.ts";
import { MEMBER_SORTS, type MemberFilter } from "#lib/directory/members/filter.ts";
import { writeMember, writeMembers } from "#lib/directory/members/mutations.ts";
import { patchMemberRole, tombstoneMember } from "#lib/directory/members/patches.ts";
import { memberFilterSchema } from "#lib/directory/members/schema.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { listRow, useSandbox } from "#lib/directory/sync/sync.testing.ts";
import { transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { emailKey, textKey } from "#lib/store/db/text-key.ts";
import type { VendorMember } from "#lib/vendors/port.ts";

const NAMES = [
  "Ágnes Kovács",
  "Zoë Brandt",
  "zoe adams",
  "Åsa Öberg",
  "Øystein Lie",
  "Ólafur Jónsson",
  "İpek Yılmaz",
  "ırmak Demir",
  "Straße Müller",
  "STRASSE Maier",
  "王小明",
  "田中 さくら",
  "김민준",
  "Иван Петров",
  "иван андреев",
  "محمد علي",
  "נועה כהן",
  "Ǆemal",
  "ﬁona Field",
  "Łukasz",
  "e\u0301mile",
  "émile",
  "😀 Smile",
  "𝔘nicode",
  "_under",
  "100% Sure",
  "back\\slash",
  "Ana",
  "ana",
  "",
  "",
  "ЀRare",
  "Ωmega",
  "ωmega two",
  "ñandú",
  "nandu",
];
const STATUSES = ["active", "invited", "disabled"] as const;
const ROLES = ["owner", "admin", "member", "member", "member"] as const;

/** In the order of the vendor's menu; one that it does not know yet; a guest. */
const ORG_ROLES = ["admin", "edit", "read", "made-up", null];

const people = (): VendorMember[] =>
  NAMES.map((name, index) => ({
    userId: `u${String(index).padStart(3, "0")}`,
    name,
    email:
      index % 7 === 0
        ? undefined
        : `${index % 3 === 0 ? "Person" : "person"}.${index % 11}.${index}@halden.example`,
    role: ROLES[index % ROLES.length] ?? "member",
    // Some are in no organization, which is not to be a guest of one.
    orgRole: index % 9 === 4 ? undefined : (ORG_ROLES[index % ORG_ROLES.length] ?? null),
    status: STATUSES[index % 3] ?? "active",
    joinedAt:
      index % 4 === 0 ? undefined : `2024-01-${String((index % 9) + 1).padStart(2, "0")}T00:00:00.000Z`,
    lastActiveAt:
      index % 5 === 0 ? undefined : `2025-03-${String((index % 5) + 1).padStart(2, "0")}T00:00:00.000Z`,
  }));

const filter = (given: Partial<MemberFilter> = {}): MemberFilter => memberFilterSchema.parse(given);
const shown = (member: VendorMember): string => textKey(member.name || member.email || member.userId);
const bytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The order that both databases must give, worked out without one. Ids follow the order of writing. */
function expected(all: VendorMember[], { sort, dir }: Pick<MemberFilter, "sort" | "dir">): string[] {
  const value = (member: VendorMember): string | null | undefined =>
    ({
      name: shown(member),
      email: emailKey(member.email),
      role: String(["owner", "admin", "member"].indexOf(member.role)),
      orgRole: String(ORG_ROLES.indexOf(member.orgRole ?? null)),
      status: String(STATUSES.indexOf(member.status)),
      joined: member.joinedAt,
      lastActive: member.lastActiveAt,
    })[sort];
  const sign = dir === "asc" ? 1 : -1;
  const nameSign = sort === "name" ? sign : 1;
  const place = new Map(all.map((member, index) => [member, index]));
  return [...all]
    .sort((a, b) => {
      const [x, y] = [value(a) ?? null, value(b) ?? null];
      if ((x === null) !== (y === null)) return x === null ? 1 : -1;
      const byValue = x === null || y === null ? 0 : sign * bytes(x, y);
      const byPlace = (place.get(a) ?? 0) - (place.get(b) ?? 0);
      return byValue || nameSign * (bytes(shown(a), shown(b)) || byPlace);
    })
    .map((member) => member.userId);
}

describeEachStore("listing members", () => {
  const sandbox = useSandbox();
  let team = { id: "", connectionId: "", vendor: "paperspace" as const };
  const ids = async (given: Partial<MemberFilter>) =>
    (await listMembers(team.id, filter(given))).rows.map((row) => row.userId);
  const write = (...members: VendorMember[]) =>
    transact((tx) => writeMembers(tx, team, members, { touchedAt: new Date().toISOString() }));

  beforeAll(async () => {
    const tenant = await sandbox.connect("paperspace", { members: 3 });
    team = { id: await tenant.readTeams(), connectionId: tenant.connectionId, vendor: "paperspace" };
    await write(...people());
  });

  for (const sort of MEMBER_SORTS)
    for (const dir of ["asc", "desc"] as const)
      it(`sorts by ${sort} ${dir}, unknown last, the same on both databases, on pages that never overlap`, async () => {
        const order = expected(people(), { sort, dir });
        expect(await ids({ sort, dir })).toEqual(order);
        const paged: string[] = [];
        for (let offset = 0; offset < order.length; offset += 7) {
          const page = await listMembers(team.id, filter({ sort, dir, offset, limit: 7 }));
          expect(page).toMatchObject({ offset, total: order.length });
          paged.push(...page.rows.map((row) => row.userId));
        }
        expect(paged).toEqual(order);
        expect(await ids({ sort, dir, offset: 500 })).toEqual([]);
      });

  it("filters by role and status, and counts what matches", async () => {
    const wanted = people().filter((member) => member.role === "member" && member.status === "invited");
    const page = await listMembers(team.id, filter({ role: "member", status: "invited", sort: "email" }));
    expect(page.total).toBe(wanted.length);
    expect(new Set(page.rows.map((row) => row.userId))).toEqual(new Set(wanted.map((m) => m.userId)));
  });

  it.each(ORG_ROLES)("filters by the role in the organization: %s", async (orgRole) => {
    const wanted = people().filter((member) => member.orgRole === orgRole);
    const found = await ids({ orgRole: orgRole ?? "guest" });
    expect([...found].sort()).toEqual(wanted.map((member) => member.userId).sort());
  });

  it.each([
    ["%", ["u025"]],
    ["_", ["u024"]],
    ["\\", ["u026"]],
    ["100% s", ["u025"]],
    ["strasse", ["u008", "u009"]],
    ["ZOË", ["u001", "u002"]],
    ["fiona", ["u018"]],
    ["王", ["u010"]],
    ["brandt zoë", ["u001"]],
    ["u0", people().map((member) => member.userId)],
    ["person.1.1@", ["u001"]],
    ["nobody at all", []],
    ["' or 1=1 --", []],
  ])("finds %s", async (q, found) => {
    const page = await listMembers(team.id, filter({ q }));
    expect(page.rows.map((row) => row.userId).sort()).toEqual([...found].sort());
    expect(page.total).toBe(found.length);
  });

  it("counts again when the list has changed", async () => {
    const own = { ...team };
    const before = await listMembers(own.id, filter());
    const touchedAt = new Date().toISOString();
    await transact((tx) =>
      writeMember(
        tx,
        own,
        { userId: "u-extra", name: "Extra", role: "member", status: "active" },
        { touchedAt },
      ),
    );
    expect((await listMembers(own.id, filter())).total).toBe(before.total + 1);
    await transact((tx) => tombstoneMember(tx, own.id, "u-extra", touchedAt));
    const after = await listMembers(own.id, filter());
    expect(after.total).toBe(before.total);
    expect(after.freshness?.version).toBe((before.freshness?.version ?? 0) + 2);
    expect(await getMember(own.id, "u-extra")).toBeUndefined();
  });

  it("changes one row for a change, and its version", async () => {
    const before = (await listRow(listId(team.id, "members"))).version;
    await transact((tx) => patchMemberRole(tx, team.id, "u002", "admin", new Date().toISOString()));
    expect(await getMember(team.id, "u002")).toMatchObject({ role: "admin" });
    expect((await listRow(listId(team.id, "members"))).version).toBe(before + 1);
    await write(...people());
  });
});

describeEachStore("the name of a row", () => {
  const sandbox = useSandbox();
  let team = { id: "", connectionId: "", vendor: "paperspace" as const };
  const member = (userId: string, name: string, email?: string): VendorMember => ({
    userId,
    name,
    email,
    role: "member",
    status: "active",
  });
  const labels = async (given: Partial<MemberFilter> = {}) =>
    Object.fromEntries(
      (await listMembers(team.id, filter(given))).rows.map((row) => [row.userId, row.label]),
    );

  beforeAll(async () => {
    const tenant = await sandbox.connect("paperspace", { members: 3 });
    team = { id: await tenant.readTeams(), connectionId: tenant.connectionId, vendor: "paperspace" };
    await transact((tx) =>
      writeMembers(
        tx,
        team,
        [
          member("one", "Noor Haddad", "noor@halden.example"),
          member("two", "Sam Lee", "sam@halden.example"),
          member("three", "sam  lee", "sam.lee@halden.example"),
          member("four", "Sam Lee"),
          member("five", "Kim", "kim@halden.example"),
          member("six", "Kim", "KIM@halden.example"),
          member("seven", "", "only@halden.example"),
          member("eight", ""),
          member("nine", "only@halden.example", "nine@halden.example"),
        ],
        { touchedAt: new Date().toISOString() },
      ),
    );
  });

  it("is unique in the whole team: name, e-mail, id, and in brackets what tells namesakes apart", async () => {
    expect(await labels()).toEqual({
      one: "Noor Haddad",
      two: "Sam Lee (sam@halden.example)",
      three: "sam  lee (sam.lee@halden.example)",
      four: "Sam Lee (four)",
      five: "Kim (five)",
      six: "Kim (six)",
      seven: "only@halden.example (seven)",
      eight: "eight",
      nine: "only@halden.example (nine@halden.example)",
    });
  });

  it("does not depend on what else the page shows", async () => {
    expect(await labels({ q: "sam.lee" })).toEqual({ three: "sam  lee (sam.lee@halden.example)" });
    expect((await getMember(team.id, "two"))?.label).toBe("Sam Lee (sam@halden.example)");
  });
});

describe("a filter from a URL", () => {
  it("falls back where it is nonsense", () => {
    const given = { sort: "joined; drop table", dir: "up", offset: "-1", limit: "100000", role: "boss" };
    expect(memberFilterSchema.parse(given)).toEqual({
      q: "",
      role: undefined,
      status: undefined,
      sort: "name",
      dir: "asc",
      offset: 0,
      limit: 100,
    });
  });
});
