import { describe, expect, it } from "vitest";
import { applyToEnd, type Bench, planChanges, withVendors } from "#lib/changes/changes.testing.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";

useTestStore();
const vendors = withVendors();

/** An owner, an admin, a second admin and two members. */
const people = {
  overrides: {
    people: [
      { id: "u-owner", email: "owner@halden.example", role: "owner" as const },
      {
        id: "u-ada",
        email: "ada@halden.example",
        firstName: "Ada",
        lastName: "Okafor",
        role: "admin" as const,
      },
      {
        id: "u-ben",
        email: "ben@halden.example",
        firstName: "Ben",
        lastName: "Lund",
        role: "admin" as const,
      },
      {
        id: "u-cleo",
        email: "cleo@halden.example",
        firstName: "Cleo",
        lastName: "Sato",
        role: "member" as const,
      },
      {
        id: "u-dan",
        email: "dan@halden.example",
        firstName: "Dan",
        lastName: "Reyes",
        role: "member" as const,
      },
    ],
    tokenUser: "u-owner",
  },
};
const setRole = async (
  bench: Bench,
  userId: string,
  role: "admin" | "member" | "owner",
): Promise<ChangeRequest> => ({
  kind: "member.setRole",
  input: { teamId: await bench.teamId(), userId, role },
});
const remove = async (bench: Bench, userId: string): Promise<ChangeRequest> => ({
  kind: "member.remove",
  input: { teamId: await bench.teamId(), userId },
});
const roleThere = async (bench: Bench, userId: string) =>
  (await bench.state()).members.find((member) => member.id === userId)?.role;
const writes = async (bench: Bench) => (await bench.state()).writes.length;

describe("the last way in", () => {
  const only = {
    overrides: { ...people.overrides, people: people.overrides.people.filter(({ id }) => id !== "u-ben") },
  };

  it("warns before the last confirmed admin goes, and goes on when that is acknowledged", async () => {
    const bench = await vendors.open("paperspace", only);
    for (const change of [await setRole(bench, "u-ada", "member"), await remove(bench, "u-ada")]) {
      const plan = await planChanges(bench.viewer, [change]);
      expect(plan.changes[0]?.warnings).toContainEqual(
        expect.objectContaining({ code: "LAST_ADMIN", confirm: true }),
      );
      await expect(bench.apply(change)).rejects.toThrow("needs confirmation");
    }
    expect(await writes(bench)).toBe(0);
    const outcome = await bench.apply(await setRole(bench, "u-ada", "member"), {
      acknowledged: ["LAST_ADMIN"],
    });
    expect(outcome.state).toBe("done");
  });

  it("does not count an invited admin", async () => {
    const bench = await vendors.open("paperspace", {
      overrides: {
        ...only.overrides,
        people: [
          ...only.overrides.people,
          { id: "u-eve", email: "eve@halden.example", role: "admin", invited: true },
        ],
      },
    });
    await expect(bench.apply(await remove(bench, "u-ada"))).rejects.toThrow("LAST_ADMIN");
  });

  it("asks live where our copy knows of another admin who is none any more", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.elsewhere({ op: "setRole", user: "u-ben", role: "member" });
    const change = await setRole(bench, "u-ada", "member");
    const plan = await planChanges(bench.viewer, [change]);
    expect(plan.changes[0]?.warnings.map((warning) => warning.code)).toContain("LAST_ADMIN");
    // Applied all the same, by somebody whom nobody warned: the runner asks again.
    expect(await bench.apply(change)).toMatchObject({ state: "failed", code: "LAST_ADMIN" });
    expect(await roleThere(bench, "u-ada")).toBe("admin");
  });

  it("lets one of two last admins stay when both are to go in one plan, or at once", async () => {
    const bench = await vendors.open("paperspace", people);
    const both = [await setRole(bench, "u-ada", "member"), await remove(bench, "u-ben")];
    await expect(bench.apply(both)).rejects.toThrow("LAST_ADMIN");
    const ended = await Promise.all(both.map((change) => bench.apply(change)));
    expect(ended.map((outcome) => outcome.state).sort()).toEqual(["done", "failed"]);
    const admins = (await bench.state()).members.filter((member) => member.role === "admin");
    expect(admins).toHaveLength(1);
  });

  it("warns about the token's owner and about oneself", async () => {
    const bench = await vendors.open("paperspace", {
      ...people,
      overrides: { ...people.overrides, tokenUser: "u-ada" },
    });
    const viewer = { ...bench.viewer, email: "ADA@halden.example" };
    const plan = await planChanges(viewer, [await remove(bench, "u-ada")]);
    const codes = plan.changes[0]?.warnings.filter(({ confirm }) => confirm).map(({ code }) => code);
    expect(codes).toEqual(["TOKEN_OWNER", "YOURSELF"]);
    await expect(applyToEnd(viewer, [await remove(bench, "u-ada")])).rejects.toThrow("needs confirmation");
  });

  const many = (size: number) => ({
    overrides: {
      people: [
        { id: "u-owner", email: "owner@halden.example", role: "owner" as const },
        ...Array.from({ length: size }, (_, index) => ({
          id: `u-${index}`,
          email: `admin-${index}@halden.example`,
          role: "admin" as const,
        })),
      ],
      tokenUser: "u-owner",
    },
  });

  it("does not hold up many who lose the role while enough stay", async () => {
    const bench = await vendors.open("paperspace", many(44));
    await vendors.control().setLatency(bench.token, 60);
    await vendors.control().clearCalls(bench.token);
    const changes = await Promise.all(
      Array.from({ length: 40 }, (_, index) => setRole(bench, `u-${index}`, "member")),
    );
    const batch = await applyToEnd(bench.viewer, changes);
    expect(batch.changes.every((change) => change.state === "done")).toBe(true);
    expect(await vendors.control().maxConcurrent(bench.token)).toBe(4);
    const calls = await vendors.control().calls(bench.token);
    expect(calls.filter((call) => call.method === "GET").length).toBeLessThan(20);
  }, 30_000);

  it("keeps one when two batches at once would together leave none", async () => {
    const bench = await vendors.open("paperspace", many(12));
    await vendors.control().setLatency(bench.token, 40);
    const half = async (from: number) =>
      Promise.all(Array.from({ length: 6 }, (_, index) => setRole(bench, `u-${from + index}`, "member")));
    const [one, two] = [await half(0), await half(6)];
    const batches = await Promise.all([applyToEnd(bench.viewer, one), applyToEnd(bench.viewer, two)]);
    const states = batches.flatMap((batch) => batch.changes.map((change) => [change.state, change.code]));
    const failed = states.filter(([state]) => state === "failed");
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every(([, code]) => code === "LAST_ADMIN")).toBe(true);
    const admins = (await bench.state()).members.filter((member) => member.role === "admin");
    expect(admins).toHaveLength(failed.length);
  }, 30_000);
});
