import { describe, expect, it } from "vitest";
import { toMember, toPage, toSecret, toTargets } from "./map.ts";
import { memberSchema, pageSchema, secretSchema, sessionSchema } from "./schema.ts";

const row = {
  isAdmin: true,
  isOwner: false,
  dtConfirmed: "2023-04-05T06:07:08.000Z",
  somethingNew: { nested: true },
  user: {
    id: "u1k2j3",
    email: "mira@halden.example",
    firstName: "Mira",
    lastName: "Ødegård",
    publicProfileImageUrl: "https://cdn.halden.example/m.png",
    lastActive: "2026-02-03T04:05:06+02:00",
  },
};
const members = (...items: unknown[]) =>
  toPage(pageSchema.parse({ hasMore: false, items }), memberSchema, toMember);
const secrets = (...items: unknown[]) =>
  toPage(pageSchema.parse({ hasMore: false, items }), secretSchema, toSecret);

describe("a member", () => {
  it("becomes ours, unknown fields dropped", () => {
    expect(members(row).items).toEqual([
      {
        userId: "u1k2j3",
        email: "mira@halden.example",
        name: "Mira Ødegård",
        avatarUrl: "https://cdn.halden.example/m.png",
        role: "admin",
        status: "active",
        joinedAt: "2023-04-05T06:07:08.000Z",
        lastActiveAt: "2026-02-03T02:05:06.000Z",
      },
    ]);
  });

  it("is invited until confirmed, and may have no names", () => {
    const user = { id: "u2", email: "a@b.example", firstName: null };
    expect(members({ isAdmin: false, isOwner: false, dtConfirmed: null, user }).items[0]).toMatchObject({
      status: "invited",
      name: "",
      role: "member",
      problems: undefined,
    });
  });

  it("degrades field by field", () => {
    const broken = {
      isAdmin: "yes",
      dtConfirmed: "the day before yesterday",
      user: {
        id: 42,
        email: { no: 1 },
        firstName: 7,
        lastName: "Li",
        publicProfileImageUrl: "javascript:alert(1)",
        lastActive: "2024-02-31T00:00:00Z",
      },
    };
    const [member] = members(broken).items;
    expect(member).toMatchObject({ userId: "42", name: "Li", role: "member", status: "active" });
    expect(member?.joinedAt).toBeUndefined();
    expect(member?.problems?.sort()).toEqual([
      "avatarUrl",
      "email",
      "joinedAt",
      "lastActiveAt",
      "name",
      "role",
    ]);
  });

  it("without a usable id is dropped and counted; the page lives", () => {
    const page = members(
      row,
      null,
      "text",
      { ...row, user: null },
      { ...row, user: { ...row.user, id: ".." } },
      { ...row, user: { ...row.user, id: "" } },
    );
    expect(page.items).toHaveLength(1);
    expect(page.dropped).toBe(5);
  });

  it("has hostile text made harmless and clipped; a long address is no address", () => {
    const user = {
      ...row.user,
      id: "__proto__",
      firstName: `<img onerror=x>\u0000\u0007${"a\u0301".repeat(40_000)}`,
      lastName: "\ud83d",
      email: `${"x".repeat(400)}@halden.example`,
    };
    const [member] = members({ ...row, user }).items;
    expect(member?.userId).toBe("__proto__");
    expect(member?.name.startsWith("<img onerror=x> a")).toBe(true);
    expect(member?.name.length).toBeLessThanOrEqual(256);
    expect(member?.name.isWellFormed()).toBe(true);
    expect(member?.email).toBeUndefined();
    expect(member?.problems).toEqual(["email"]);
  });
});

describe("a page", () => {
  it.each([
    [{ hasMore: true, nextPage: "p2" }, "p2", undefined],
    [{ hasMore: false, nextPage: "p2" }, undefined, undefined],
    [{ hasMore: false, nextPage: "" }, undefined, undefined],
    [{ hasMore: false, nextPage: null }, undefined, undefined],
    [{ hasMore: false }, undefined, undefined],
    [{ hasMore: true }, undefined, "hasMoreWithoutNext"],
    [{ hasMore: true, nextPage: "" }, undefined, "hasMoreWithoutNext"],
    [{ hasMore: true, nextPage: {} }, undefined, "hasMoreWithoutNext"],
    [{ hasMore: "?", nextPage: "p2" }, "p2", undefined],
    [{}, undefined, "hasMoreWithoutNext"],
  ])("%j", (said, next, problem) => {
    const page = toPage(pageSchema.parse({ items: [], ...said }), memberSchema, toMember);
    expect(page.next).toBe(next);
    expect(page.problem).toBe(problem);
  });

  it("without items is no page", () => {
    for (const odd of [null, [], {}, { hasMore: false }, { hasMore: false, items: null }]) {
      expect(pageSchema.safeParse(odd).success).toBe(false);
    }
  });
});

describe("a secret", () => {
  it("says whether it is in use only where the answer does", () => {
    const dates = { dtCreated: "2024-01-01T00:00:00Z", dtModified: "2025-01-01T00:00:00" };
    const [listed, created] = secrets(
      { name: "API_KEY", ...dates, hasDeploymentAttached: true },
      { name: "API_KEY", ...dates },
    ).items;
    expect(listed).toEqual({
      name: "API_KEY",
      createdAt: "2024-01-01T00:00:00.000Z",
      modifiedAt: "2025-01-01T00:00:00.000Z",
      inUse: true,
    });
    expect(created?.inUse).toBeUndefined();
    expect(created?.problems).toBeUndefined();
  });

  it("degrades, and is dropped without a name", () => {
    const page = secrets({ name: "A", dtCreated: 5, hasDeploymentAttached: "no" }, { dtCreated: "x" });
    expect(page.items[0]?.problems).toEqual(["createdAt", "modifiedAt", "inUse"]);
    expect(page.dropped).toBe(1);
  });
});

describe("a session", () => {
  const user = { id: "u1", email: "a@b.example" };
  it("names the key's team first, with the rights of its person", () => {
    const session = sessionSchema.parse({
      team: { id: "t2", name: "Two", namespace: "two" },
      user: {
        ...user,
        teamMemberships: [
          { team: { id: "t1", name: "One", namespace: "one" }, isOwner: true, isAdmin: false },
          { team: { id: "t2", name: "Two", namespace: "two" }, isOwner: false, isAdmin: false },
          { team: null },
        ],
      },
    });
    if (!session) throw new Error("no session");
    expect(toTargets(session)).toEqual([
      {
        id: "t2",
        name: "Two",
        namespace: "two",
        may: { view: true, manage: false },
        rights: ["Member of the team"],
      },
      {
        id: "t1",
        name: "One",
        namespace: "one",
        may: { view: true, manage: true },
        rights: ["Owner of the team"],
      },
    ]);
  });

  it("survives missing parts", () => {
    const bare = sessionSchema.parse({ team: { id: "t9" }, user });
    expect(bare && toTargets(bare)).toEqual([
      { id: "t9", name: "t9", may: { view: true, manage: true }, rights: [] },
    ]);
    const none = sessionSchema.parse({ user: { ...user, teamMemberships: "?" }, team: 5 });
    expect(none && toTargets(none)).toEqual([]);
    expect(sessionSchema.parse(null)).toBeNull();
  });
});
