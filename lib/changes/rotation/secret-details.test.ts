import { describe, expect, it } from "vitest";
import { type Bench, planChanges, syncAll, withVendors } from "#lib/changes/changes.testing.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { secretHref } from "#lib/directory/secrets/address.ts";
import { secretDetails } from "#lib/directory/secrets/details.ts";
import { writeSecret } from "#lib/directory/secrets/mutations.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";
import { isPlainPath } from "../../../bin/server/paths.ts";

useTestStore();
const vendors = withVendors();

const DAY_MS = 86_400_000;
const NAME = "HF_TOKEN";
const VALUE = "a-new-value-0123456789";
const at = new Date(Date.now() - 418 * DAY_MS - 60_000).toISOString();
const open = () =>
  vendors.open("paperspace", {
    overrides: { secrets: [{ name: NAME, value: "old", inUse: true, createdAt: at, modifiedAt: at }] },
  });
const set = async (
  bench: Bench,
  kind: "secret.create" | "secret.rotate",
  name: string,
): Promise<ChangeRequest> => ({ kind, input: { teamId: await bench.teamId(), name, value: VALUE } });
const detailsOf = async (bench: Bench, name = NAME) => {
  const details = await secretDetails(await bench.teamId(), name);
  if (!details) throw new Error(`there is no ${name}`);
  return details;
};
async function readAgain(bench: Bench): Promise<void> {
  await db()
    .updateTable("lists")
    .set({ requested_at: new Date().toISOString() })
    .where("id", "=", listId(await bench.teamId(), "secrets"))
    .execute();
  await syncAll(bench.connectionId);
}

describe("what is known of a secret", () => {
  it("names nobody where nothing tells, and says when it is due", async () => {
    const bench = await open();
    const details = await detailsOf(bench);
    expect(details).toMatchObject({
      secret: { ageDays: 418, inUse: true, limitDays: 90 },
      policy: "default",
      createdBy: { is: "unknown" },
      changedBy: { is: "unknown" },
    });
    expect(details.dueAt).toBe(new Date(Date.parse(at) + 90 * DAY_MS).toISOString());
    expect(await secretDetails(await bench.teamId(), "NO_SUCH")).toBeUndefined();
  });

  it("names who rotated it, where the value stands too, and never the value", async () => {
    const bench = await open();
    const other = await open();
    await bench.apply(await set(bench, "secret.rotate", NAME));
    await other.apply(await set(other, "secret.create", "COPY"));
    const details = await detailsOf(bench);
    expect(details.changedBy).toEqual({ is: "user", name: bench.viewer.name });
    expect(details.createdBy).toEqual({ is: "unknown" });
    expect(details.secret.sameAs).toEqual([
      { name: "COPY", teamId: await other.teamId(), teamName: expect.any(String) },
    ]);
    expect(details.history[0]).toMatchObject({ did: "changed", outcome: "done", by: bench.viewer.name });
    expect(JSON.stringify(details)).not.toContain(VALUE);
    const copy = await detailsOf(other, "COPY");
    expect(copy.createdBy).toEqual({ is: "user", name: other.viewer.name });
    expect(copy.changedBy).toEqual(copy.createdBy);
  });

  it("says that it was changed at the vendor where a sync saw it, and forgets where the value stood", async () => {
    const bench = await open();
    await bench.apply(await set(bench, "secret.rotate", NAME));
    await readAgain(bench);
    await bench.elsewhere({ op: "putSecret", name: NAME, value: "theirs" });
    await readAgain(bench);
    const details = await detailsOf(bench);
    expect(details.changedBy).toEqual({ is: "vendor", vendor: "Paperspace" });
    expect(details.secret.sameAs).toBeUndefined();
    expect(details.history.map(({ outcome }) => outcome)).toContain("seen");
  });

  it("says so too where the vendor's time alone tells it", async () => {
    const bench = await open();
    await bench.apply(await set(bench, "secret.rotate", NAME));
    await bench.elsewhere({ op: "putSecret", name: NAME, value: "theirs" });
    await readAgain(bench);
    const details = await detailsOf(bench);
    expect(details.history.map(({ outcome }) => outcome)).toEqual(["done"]);
    expect(details.changedBy).toEqual({ is: "vendor", vendor: "Paperspace" });
  });

  it("does not name who made one that was deleted before as who made the one of now", async () => {
    const bench = await open();
    await bench.apply(await set(bench, "secret.create", "AGAIN"));
    await bench.apply({ kind: "secret.delete", input: { teamId: await bench.teamId(), name: "AGAIN" } });
    const team = { id: await bench.teamId(), connectionId: bench.connectionId };
    const touchedAt = new Date(Date.now() + 1_000).toISOString();
    await transact((tx) => writeSecret(tx, team, { name: "AGAIN", createdAt: touchedAt }, { touchedAt }));
    expect((await detailsOf(bench, "AGAIN")).createdBy).toEqual({ is: "unknown" });
  });

  it.each(["a.b", "schlüssel 🔑", "b?c#d"])("has a page for the name %s", async (name) => {
    const bench = await open();
    const teamId = await bench.teamId();
    const touchedAt = new Date().toISOString();
    const team = { id: teamId, connectionId: bench.connectionId };
    await transact((tx) => writeSecret(tx, team, { name }, { touchedAt }));
    const { pathname, search } = new URL(secretHref({ teamId, name }), "http://rollcall.example");
    expect(search).toBe("");
    const segment = pathname.split("/").at(-1) ?? "";
    expect(pathname).toBe(`/teams/${teamId}/secrets/${segment}`);
    expect((await detailsOf(bench, decodeURIComponent(segment))).secret.name).toBe(name);
  });

  it.each(["..", ".", "100%", "../x", "a/b?c#d", "a\\b", "a\0b"])(
    "leads to the list where the name %j in an address would be taken for a step, or refused at the door",
    (name) => {
      const href = secretHref({ teamId: "t", name });
      expect(href).toBe(`/teams/t/secrets?q=${encodeURIComponent(name)}`);
      expect(isPlainPath(href)).toBe(true);
    },
  );
});

describe("the plan of a rotation", () => {
  it("says how old the value is that goes, and is the same plan a day later", async () => {
    const bench = await open();
    const change = await set(bench, "secret.rotate", NAME);
    const plan = await planChanges(bench.viewer, [change]);
    expect(plan.changes[0]).toMatchObject({ ageDays: 418 });
    await db()
      .updateTable("secrets")
      .set({ modified_at: new Date(Date.parse(at) - DAY_MS).toISOString() })
      .where("team_id", "=", await bench.teamId())
      .execute();
    const later = await planChanges(bench.viewer, [change]);
    expect(later.changes[0]).toMatchObject({ ageDays: 419 });
    expect(later.digest).toBe(plan.digest);
  });
});
