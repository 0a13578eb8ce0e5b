import { describe, expect, it } from "vitest";
import { type Bench, planChanges, withVendors } from "#lib/changes/changes.testing.ts";
import { knownSecret } from "#lib/changes/kinds/refs.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";

useTestStore();
const vendors = withVendors();

const secrets = {
  overrides: {
    secrets: [
      { name: "HF_TOKEN", value: "old", inUse: true, createdAt: "2024-01-01T00:00:00.000Z" },
      { name: "WANDB_KEY", value: "old", inUse: false },
    ],
  },
};
const open = () => vendors.open("paperspace", secrets);
const change = async (
  bench: Bench,
  kind: "secret.create" | "secret.rotate",
  name: string,
  value = "a-new-value-0123456789",
): Promise<ChangeRequest> => ({ kind, input: { teamId: await bench.teamId(), name, value } });
const remove = async (bench: Bench, name: string): Promise<ChangeRequest> => ({
  kind: "secret.delete",
  input: { teamId: await bench.teamId(), name },
});
const there = async (bench: Bench, name: string) =>
  (await bench.state()).secrets.find((secret) => secret.name === name);
const known = async (bench: Bench, name: string) => knownSecret(await bench.teamId(), name);

describe("secret.create", () => {
  const POST = "paperspace POST /teams/:id/secrets";

  it("creates, has a row at once, and can be taken back", async () => {
    const bench = await open();
    const outcome = await bench.apply(await change(bench, "secret.create", "NEW_KEY"));
    expect(outcome).toMatchObject({
      state: "done",
      sentence: `NEW_KEY was created in ${bench.tenant.teamName}`,
    });
    expect((await there(bench, "NEW_KEY"))?.value).toBe("a-new-value-0123456789");
    expect(await known(bench, "NEW_KEY")).toMatchObject({ inUse: false });
    expect(outcome.undo).toEqual(await remove(bench, "NEW_KEY"));
    expect(await vendors.control().violations(bench.token)).toEqual([]);
  });

  it("says by the field that a name exists, by our copy or by the vendor", async () => {
    const bench = await open();
    await expect(bench.apply(await change(bench, "secret.create", "HF_TOKEN"))).rejects.toMatchObject({
      code: "VENDOR_CONFLICT",
      fields: { name: ["HF_TOKEN already exists"] },
    });
    await bench.elsewhere({ op: "putSecret", name: "NEW_KEY", value: "theirs" });
    expect(await bench.apply(await change(bench, "secret.create", "NEW_KEY"))).toMatchObject({
      state: "failed",
      code: "VENDOR_CONFLICT",
      reason: "NEW_KEY already exists",
    });
    expect((await there(bench, "NEW_KEY"))?.value).toBe("theirs");
  });

  it("ends done by read-back when the answer was lost, and failed when it never arrived: it is sent once", async () => {
    for (const [drop, state] of [
      ["after", "done"],
      ["before", "failed"],
    ] as const) {
      const bench = await open();
      await bench.faults({ route: POST, times: 1, drop });
      expect(await bench.apply(await change(bench, "secret.create", "NEW_KEY"))).toMatchObject({ state });
      expect((await bench.calls()).filter((call) => call.method === "POST")).toHaveLength(1);
      const value = (await there(bench, "NEW_KEY"))?.value;
      expect(value).toBe(drop === "after" ? "a-new-value-0123456789" : undefined);
    }
  });

  it("does not take an older secret of that name for its own", async () => {
    const bench = await vendors.open("paperspace", secrets);
    await db()
      .updateTable("secrets")
      .set({ removed_at: "2026-01-01T00:00:00.000Z" })
      .where("name", "=", "HF_TOKEN")
      .where("connection_id", "=", bench.connectionId)
      .execute();
    await bench.faults({ route: POST, times: 1, drop: "before" });
    expect(await bench.apply(await change(bench, "secret.create", "HF_TOKEN"))).toMatchObject({
      state: "unknown",
    });
    expect((await there(bench, "HF_TOKEN"))?.value).toBe("old");
  });
});

describe("secret.rotate", () => {
  const PATCH = "paperspace PATCH /teams/:id/secrets/:name";

  it("rotates, warns about a deployment, and keeps that it is in use", async () => {
    const bench = await open();
    const rotate = await change(bench, "secret.rotate", "HF_TOKEN");
    const plan = await planChanges(bench.viewer, [rotate]);
    expect(plan.changes[0]?.warnings.map(({ code }) => code)).toEqual(["IN_USE", "SHADOWED"]);
    expect(JSON.stringify(plan)).not.toContain("a-new-value");
    const outcome = await bench.apply(rotate);
    expect(outcome).toMatchObject({
      state: "done",
      sentence: `HF_TOKEN was rotated in ${bench.tenant.teamName}`,
    });
    expect(outcome.undo).toBeUndefined();
    expect((await there(bench, "HF_TOKEN"))?.value).toBe("a-new-value-0123456789");
    const row = await known(bench, "HF_TOKEN");
    expect(row).toMatchObject({ inUse: true, createdAt: "2024-01-01T00:00:00.000Z" });
    expect(Date.now() - Date.parse(row?.modifiedAt ?? "")).toBeLessThan(60_000);
    const { rotated_at } = await db()
      .selectFrom("secrets")
      .select("rotated_at")
      .where("name", "=", "HF_TOKEN")
      .where("connection_id", "=", bench.connectionId)
      .executeTakeFirstOrThrow();
    expect(rotated_at).not.toBeNull();
  });

  it("sends the same value again after a lost answer, whether it had worked or not", async () => {
    for (const drop of ["after", "before"] as const) {
      const bench = await open();
      await bench.faults({ route: PATCH, times: 2, drop });
      expect(await bench.apply(await change(bench, "secret.rotate", "HF_TOKEN"))).toMatchObject({
        state: "done",
      });
      expect(await bench.lost()).toBe(2);
      expect((await there(bench, "HF_TOKEN"))?.value).toBe("a-new-value-0123456789");
    }
  });

  it("is unknown when no answer ever comes", async () => {
    const bench = await open();
    await bench.faults({ route: PATCH, drop: "after" });
    expect(await bench.apply(await change(bench, "secret.rotate", "HF_TOKEN"))).toMatchObject({
      state: "unknown",
    });
    expect(await bench.lost()).toBe(4);
  });

  it("is unknown when it is refused after a lost answer", async () => {
    const bench = await open();
    await bench.faults({ route: PATCH, times: 1, drop: "after" }, { route: PATCH, status: 403 });
    expect(await bench.apply(await change(bench, "secret.rotate", "HF_TOKEN"))).toMatchObject({
      state: "unknown",
      code: "VENDOR_FORBIDDEN",
    });
  });

  it("reports a refusal without the value that the vendor repeats in it", async () => {
    const bench = await open();
    const body = '{"code":"BAD_REQUEST","message":"The value a-new-value-0123456789 is not allowed"}';
    await bench.faults({ route: PATCH, status: 400, body });
    const outcome = await bench.apply(await change(bench, "secret.rotate", "HF_TOKEN"));
    expect(outcome).toMatchObject({ state: "failed", code: "VENDOR_REFUSED" });
    expect(JSON.stringify(outcome)).not.toContain("a-new-value");
  });

  it("rotates what was made elsewhere since our copy, and warns of the deployment that uses it", async () => {
    const bench = await open();
    await bench.elsewhere({ op: "putSecret", name: "NEW_KEY", value: "theirs" });
    await bench.elsewhere({ op: "setAttached", name: "NEW_KEY", attached: true });
    const rotate = await change(bench, "secret.rotate", "NEW_KEY");
    const plan = await planChanges(bench.viewer, [rotate]);
    expect(plan.changes[0]?.warnings).toMatchObject([
      { code: "IN_USE", confirm: true },
      { code: "SHADOWED", confirm: false },
    ]);
    expect(await bench.apply(rotate, { acknowledged: ["IN_USE"] })).toMatchObject({ state: "done" });
    expect((await there(bench, "NEW_KEY"))?.value).toBe("a-new-value-0123456789");
    await expect(bench.apply(await change(bench, "secret.rotate", "NO_KEY"))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("says that a secret is gone", async () => {
    const bench = await open();
    await bench.elsewhere({ op: "deleteSecret", name: "HF_TOKEN" });
    expect(await bench.apply(await change(bench, "secret.rotate", "HF_TOKEN"))).toMatchObject({
      state: "failed",
      code: "VENDOR_NOT_FOUND",
      reason: `HF_TOKEN is no longer in ${bench.tenant.teamName}`,
    });
  });
});

describe("secret.delete", () => {
  const DELETE = "paperspace DELETE /teams/:id/secrets/:name";

  it("deletes, warns about a deployment, and has no way back", async () => {
    const bench = await open();
    const plan = await planChanges(bench.viewer, [await remove(bench, "HF_TOKEN")]);
    expect(plan.changes[0]).toMatchObject({
      irreversible: true,
      warnings: [{ code: "IN_USE", confirm: false }],
    });
    const outcome = await bench.apply(await remove(bench, "HF_TOKEN"));
    expect(outcome).toMatchObject({
      state: "done",
      sentence: `HF_TOKEN was deleted from ${bench.tenant.teamName}`,
    });
    expect(outcome.undo).toBeUndefined();
    expect(await there(bench, "HF_TOKEN")).toBeUndefined();
    expect(await known(bench, "HF_TOKEN")).toBeUndefined();
  });

  it("deletes what was made elsewhere since our copy, instead of saying that it was already gone", async () => {
    const bench = await open();
    await bench.elsewhere({ op: "putSecret", name: "NEW_KEY", value: "theirs" });
    expect(await bench.apply(await remove(bench, "NEW_KEY"))).toMatchObject({ state: "done" });
    expect(await there(bench, "NEW_KEY")).toBeUndefined();
  });

  it("is tried where the vendor does not say whether the secret is there", async () => {
    const bench = await open();
    await bench.elsewhere({ op: "putSecret", name: "NEW_KEY", value: "theirs" });
    const GET = "paperspace GET /teams/:id/secrets/:name";
    await bench.faults({ route: GET, status: 503 });
    await expect(bench.apply(await change(bench, "secret.rotate", "NEW_KEY"))).rejects.toMatchObject({
      code: "VENDOR_UNAVAILABLE",
    });
    expect(await bench.apply(await remove(bench, "NEW_KEY"))).toMatchObject({ state: "done" });
    expect(await there(bench, "NEW_KEY")).toBeUndefined();
  });

  it("says that a secret was already gone", async () => {
    const bench = await open();
    await bench.elsewhere({ op: "deleteSecret", name: "HF_TOKEN" });
    const gone = { state: "skipped", sentence: "HF_TOKEN was already gone" };
    expect(await bench.apply(await remove(bench, "HF_TOKEN"))).toMatchObject(gone);
    expect(await bench.apply(await remove(bench, "HF_TOKEN"))).toMatchObject(gone);
  });

  it("ends done by read-back, is sent again, and fails with the vendor's reason", async () => {
    for (const drop of ["after", "before"] as const) {
      const bench = await open();
      await bench.faults({ route: DELETE, times: 1, drop });
      expect(await bench.apply(await remove(bench, "HF_TOKEN"))).toMatchObject({ state: "done" });
      expect(await bench.lost()).toBe(1);
      expect(await there(bench, "HF_TOKEN")).toBeUndefined();
    }
    const bench = await open();
    await bench.elsewhere({ op: "configure", settings: { readOnly: true } });
    expect(await bench.apply(await remove(bench, "HF_TOKEN"))).toMatchObject({ state: "failed" });
    expect(await known(bench, "HF_TOKEN")).toBeDefined();
  });
});
