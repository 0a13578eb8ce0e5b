import { beforeAll, describe, expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { type Bench, endOf, submission, withVendors } from "#lib/changes/changes.testing.ts";
import { compareValues } from "#lib/changes/rotation/compare.ts";
import { secretsExposedTo } from "#lib/changes/rotation/exposure.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { getSecret } from "#lib/directory/secrets/data.ts";
import { fingerprintOf, type SetByUs, stillOurs } from "#lib/directory/secrets/fingerprint.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { runList } from "#lib/directory/sync/run.ts";
import { createWebhook } from "#lib/insight/webhooks/mutations.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";

describe("what is still known of a value that Rollcall set", () => {
  const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000).toISOString();
  const known: SetByUs = { set_at: at(0), fingerprint: "print", set_mark: at(2) };

  it.each([
    ["the time that the vendor gave it", at(2), "print"],
    ["the same in whole seconds", at(1), "print"],
    ["an older time", at(-100), "print"],
    ["no time", undefined, "print"],
    ["a later time: changed outside", at(2.001), null],
  ])("%s", (_, modifiedAt, fingerprint) => {
    expect(stillOurs(known, modifiedAt)).toMatchObject({ set_at: at(0), fingerprint });
  });

  it("takes the first time that the vendor tells, when it is near, and then holds to it", () => {
    const untold = { ...known, set_mark: null };
    expect(stillOurs(untold, at(200))).toEqual({ set_at: at(0), fingerprint: "print", set_mark: at(200) });
    expect(stillOurs(untold, at(-200)).fingerprint).toBe("print");
    expect(stillOurs(untold, at(400)).fingerprint).toBeNull();
    expect(stillOurs(undefined, at(0))).toEqual({ set_at: null, fingerprint: null, set_mark: null });
  });
});

describeEachStore("fingerprints", () => {
  const vendors = withVendors();
  let first: Bench;
  let second: Bench;
  let teamA = "";
  let teamB = "";
  const canary = "canary-value-4d1e9a7c55b0";
  const set = (
    kind: "secret.create" | "secret.rotate",
    teamId: string,
    name: string,
    value: string,
  ): ChangeRequest => ({
    kind,
    input: { teamId, name, value },
  });
  const sync = (teamId: string) => runList(listId(teamId, "secrets"));

  beforeAll(async () => {
    const secrets = [
      {
        name: "HF_TOKEN",
        value: "old",
        inUse: true,
        createdAt: "2024-01-01T00:00:00.000Z",
        modifiedAt: "2024-01-01T00:00:00.000Z",
      },
      {
        name: "OTHER",
        value: "old",
        inUse: false,
        createdAt: "2023-01-01T00:00:00.000Z",
        modifiedAt: "2023-01-01T00:00:00.000Z",
      },
    ];
    first = await vendors.open("paperspace", { overrides: { teamName: "Alpha", secrets } });
    second = await vendors.open("paperspace", { overrides: { teamName: "Beta", secrets } });
    [teamA, teamB] = [await first.teamId(), await second.teamId()];
  });

  it("say that the same value stands in several places, and go when it is changed outside", async () => {
    expect(await getSecret(teamA, "HF_TOKEN")).not.toHaveProperty("setAt");
    await first.apply(set("secret.rotate", teamA, "HF_TOKEN", canary));
    await first.apply(set("secret.create", teamA, "COPY", canary));
    await second.apply(set("secret.rotate", teamB, "OTHER", canary));
    await second.apply(set("secret.rotate", teamB, "HF_TOKEN", "another value"));
    await sync(teamA);
    await sync(teamB);
    const row = await getSecret(teamA, "HF_TOKEN");
    expect(row).toMatchObject({
      changedOutside: false,
      setAt: expect.any(String),
      rotatedAt: expect.any(String),
    });
    expect(row?.sameAs?.map(({ name, teamName }) => `${name} in ${teamName}`)).toEqual([
      "COPY in Alpha",
      "OTHER in Beta",
    ]);
    expect(await getSecret(teamA, "COPY")).not.toHaveProperty("rotatedAt");
    expect((await getSecret(teamB, "HF_TOKEN"))?.sameAs).toBeUndefined();

    await first.elsewhere({ op: "putSecret", name: "HF_TOKEN", value: "theirs" });
    await sync(teamA);
    expect(await getSecret(teamA, "HF_TOKEN")).toMatchObject({ changedOutside: true, setAt: row?.setAt });
    expect((await getSecret(teamA, "COPY"))?.sameAs?.map(({ name }) => name)).toEqual(["OTHER"]);
  });

  it("tell an import what would stay as it is, by team", async () => {
    const compared = await compareValues({
      teamIds: [teamA, teamB],
      values: [
        { name: "OTHER", value: canary },
        { name: "NEW_ONE", value: canary },
      ],
    });
    expect(compared).toEqual([
      { teamId: teamA, name: "OTHER", state: "rotate", inUse: false },
      { teamId: teamA, name: "NEW_ONE", state: "new" },
      { teamId: teamB, name: "OTHER", state: "same", inUse: false },
      { teamId: teamB, name: "NEW_ONE", state: "new" },
    ]);
  });

  it("stay as they are when the vendor refuses, and go with the secret", async () => {
    await second.faults({ route: "paperspace PATCH /teams/:id/secrets/:name", times: 1, status: 400 });
    await second.apply(set("secret.rotate", teamB, "OTHER", "refused value"));
    await sync(teamB);
    expect(
      (await compareValues({ teamIds: [teamB], values: [{ name: "OTHER", value: canary }] }))[0]?.state,
    ).toBe("same");
    await first.apply({ kind: "secret.delete", input: { teamId: teamA, name: "COPY" } });
    expect((await getSecret(teamB, "OTHER"))?.sameAs).toBeUndefined();
    await first.apply(set("secret.create", teamA, "COPY", "something else"));
    expect((await getSecret(teamB, "OTHER"))?.sameAs).toBeUndefined();
  });

  it("list what somebody could have read or set: in use first, then the oldest", async () => {
    const rows = await secretsExposedTo([{ teamId: teamA }, { teamId: teamB }, { teamId: teamA }]);
    expect(rows.map(({ teamName, name }) => `${teamName} ${name}`)).toEqual([
      "Alpha HF_TOKEN",
      "Beta HF_TOKEN",
      "Alpha OTHER",
      "Alpha COPY",
      "Beta OTHER",
    ]);
    expect(await secretsExposedTo([])).toEqual([]);
    expect(await secretsExposedTo([{ teamId: "gone" }])).toEqual([]);
  });

  it("hold values of a long batch sealed until it ends, and keep none", async () => {
    setTestEnv({ ROLLCALL_WEBHOOK_ALLOW: "127.0.0.1" });
    const hook = { url: "http://127.0.0.1:9/", label: "Ops", withNames: true };
    await createWebhook("system", { ...hook, events: ["batch.finished", "batch.failed"] });
    const changes = Array.from({ length: 30 }, (_, n) =>
      set("secret.create", teamB, `BULK_${n}`, `${canary}-${n}`),
    );
    const answer = await applyChanges(second.viewer, submission(changes));
    if (answer.status !== "accepted") throw new Error(answer.status);
    const sealed = await db()
      .selectFrom("changes")
      .select("sealed_value")
      .where("batch_id", "=", answer.batch.batchId)
      .execute();
    expect(JSON.stringify(sealed)).not.toContain(canary);
    const end = await endOf(second.viewer, answer.batch.batchId);
    expect(end.changes.map(({ state }) => state)).toEqual(changes.map(() => "done"));
    const told = await db().selectFrom("webhook_deliveries").select(["type", "payload"]).execute();
    expect(told.map(({ type }) => type)).toEqual(["batch.finished"]);
    expect(JSON.parse(told[0]?.payload ?? "")).toMatchObject({
      data: {
        batchId: answer.batch.batchId,
        size: 30,
        counts: { done: 30 },
        name: "Create 30 secrets in Beta",
      },
    });
    const left = await db()
      .selectFrom("changes")
      .select("id")
      .where("sealed_value", "is not", null)
      .execute();
    expect(left).toEqual([]);
    expect((await second.state()).secrets.find(({ name }) => name === "BULK_7")?.value).toBe(`${canary}-7`);
    for (const table of [
      "changes",
      "batches",
      "events",
      "secrets",
      "observations",
      "webhook_deliveries",
    ] as const)
      expect(JSON.stringify(await db().selectFrom(table).selectAll().execute()), table).not.toContain(canary);
    const prints = await db()
      .selectFrom("secrets")
      .select("fingerprint")
      .where("name", "=", "BULK_7")
      .execute();
    expect(prints).toEqual([{ fingerprint: fingerprintOf(`${canary}-7`) }]);
  });
});
