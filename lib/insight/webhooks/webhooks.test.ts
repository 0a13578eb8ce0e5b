import { afterEach, beforeEach, expect, it } from "vitest";
import { newId } from "#lib/core/ids.ts";
import type { WebhookEventType } from "#lib/core/webhook-events.ts";
import { noteFailure } from "#lib/directory/connections/open.ts";
import { writeSecret } from "#lib/directory/secrets/mutations.ts";
import { recordFindings } from "#lib/directory/sync/findings.ts";
import type { ListRow } from "#lib/directory/sync/lists.ts";
import { listDeliveries, listWebhooks } from "#lib/insight/webhooks/data.ts";
import {
  createWebhook,
  deleteWebhook,
  pauseWebhook,
  testWebhook,
  updateWebhook,
} from "#lib/insight/webhooks/mutations.ts";
import { type Receiver, startReceiver } from "#lib/insight/webhooks/webhooks.testing.ts";
import { deliverDue, nextAttempt } from "#lib/jobs/deliveries.ts";
import { remind } from "#lib/jobs/reminders.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam } from "#lib/store/db/rows.testing.ts";
import { GIVE_UP_MS, KEPT_ENDED, MAX_QUEUED } from "#lib/store/outbox/constants.ts";
import { enqueueWebhook } from "#lib/store/outbox/send.ts";
import { signatureHeaders } from "#lib/store/outbox/sign.ts";
import { VendorError } from "#lib/vendors/port.ts";

const HOUR_MS = 3_600_000;

describeEachStore("webhooks", () => {
  let to: Receiver;
  let answers: number[] = [];
  beforeEach(async () => {
    setTestEnv({ ROLLCALL_WEBHOOK_ALLOW: "127.0.0.1" });
    answers = [];
    to = await startReceiver((response) => response.writeHead(answers.shift() ?? 204).end());
  });
  afterEach(async () => {
    await to.close();
    await db().deleteFrom("webhooks").execute();
  });
  const add = (events: WebhookEventType[], withNames = false) =>
    createWebhook("system", { url: to.url, label: "Ops", events, withNames });
  const tell = (over: Partial<Parameters<typeof enqueueWebhook>[1]> = {}) =>
    transact((tx) =>
      enqueueWebhook(tx, {
        type: "outside.changed",
        data: { total: 1 },
        names: { who: "Noor Haddad" },
        ...over,
      }),
    );
  const bodies = () => to.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);

  it("delivers to who wants it, signed with the secret that was shown once", async () => {
    const { id, secret } = await add(["outside.changed"]);
    await add(["batch.failed"]);
    expect(await tell()).toBe(1);
    expect(await deliverDue()).toBe(1);
    const [got] = to.received;
    const at = Number(/^t=(\d+)/.exec(String(got?.headers["rollcall-signature"]))?.[1]) * 1_000;
    const eventId = String(got?.headers["rollcall-event-id"]);
    expect(got?.headers).toMatchObject(signatureHeaders(secret, eventId, got?.body ?? "", at));
    const [delivery] = await listDeliveries(id);
    expect(delivery).toMatchObject({
      state: "delivered",
      attempts: 1,
      status: 204,
      eventId: bodies()[0]?.id,
    });
    expect(delivery).not.toHaveProperty("nextAt");
    const stored = await db().selectFrom("webhooks").selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain(secret.slice(6));
    expect(JSON.stringify(await listWebhooks())).not.toContain("sealed");
  });

  it("says names only where an admin asked for them, and keeps no body once it is over", async () => {
    await add(["outside.changed"], false);
    await add(["outside.changed"], true);
    expect(await tell()).toBe(2);
    await deliverDue();
    expect(to.received.filter(({ body }) => body.includes("Noor Haddad"))).toHaveLength(1);
    expect(bodies().map((body) => body.type)).toEqual(["outside.changed", "outside.changed"]);
    const kept = await db().selectFrom("webhook_deliveries").select("payload").execute();
    expect(kept.map(({ payload }) => payload)).toEqual([null, null]);
  });

  it("tries again later, with the same event id, and gives up after a day", async () => {
    const { id } = await add(["outside.changed"]);
    answers = [500, 503];
    await tell();
    const now = Date.now();
    expect(await deliverDue(now)).toBe(1);
    expect(await deliverDue(now)).toBe(0);
    const [waiting] = await listDeliveries(id);
    expect(waiting).toMatchObject({ state: "pending", attempts: 1, status: 500, error: "Answered 500" });
    expect(Date.parse(waiting?.nextAt ?? "") - now).toBeGreaterThan(20_000);
    expect(await deliverDue(now + HOUR_MS)).toBe(1);
    expect(await deliverDue(now + 2 * HOUR_MS)).toBe(1);
    expect(await listDeliveries(id)).toMatchObject([{ state: "delivered", attempts: 3 }]);
    expect(new Set(bodies().map((body) => body.id)).size).toBe(1);

    answers = Array.from({ length: 100 }, () => 500);
    await tell();
    for (let hour = 0; hour <= 48; hour++) await deliverDue(now + hour * HOUR_MS);
    expect((await listDeliveries(id))[0]).toMatchObject({ state: "failed", error: "Answered 500" });
    expect(await deliverDue(now + 100 * HOUR_MS)).toBe(0);
  });

  it("waits twice as long each time, and never beyond a day", () => {
    const waits = [1, 2, 3, 4].map((attempts) => Date.parse(nextAttempt(attempts, 0, 0, 0.5) ?? ""));
    expect(waits).toEqual([30_000, 60_000, 120_000, 240_000]);
    expect(nextAttempt(1, 0, GIVE_UP_MS)).toBeUndefined();
    expect(nextAttempt(12, 0, 0)).toBeDefined();
    expect(nextAttempt(13, 0, 0)).toBeUndefined();
  });

  it("tells an event once to each, however often it is queued under its id", async () => {
    const { id } = await add(["outside.changed"]);
    expect(await tell({ id: "once" })).toBe(1);
    expect(await tell({ id: "once" })).toBe(0);
    await deliverDue();
    expect(await tell({ id: "once" })).toBe(0);
    expect(await listDeliveries(id)).toHaveLength(1);
  });

  it("that another process has taken over meanwhile is not written down by the one that was slow", async () => {
    const { id } = await add(["outside.changed"]);
    await tell();
    const slow = await startReceiver(async (response) => {
      await db()
        .updateTable("webhook_deliveries")
        .set({ lease_holder: "another process", state: "delivered", status: 201 })
        .execute();
      response.writeHead(500).end();
    });
    await db().updateTable("webhooks").set({ url: slow.url }).where("id", "=", id).execute();
    expect(await deliverDue()).toBe(1);
    expect(await listDeliveries(id)).toMatchObject([{ state: "delivered", status: 201 }]);
    await slow.close();
  });

  it("is attempted by one process at a time, and again when that one died", async () => {
    const { id } = await add(["outside.changed"]);
    await tell();
    const now = Date.now();
    const attempts = await Promise.all([deliverDue(now), deliverDue(now), deliverDue(now)]);
    expect(attempts.reduce((sum, n) => sum + n, 0)).toBe(1);
    await tell();
    const lease = new Date(now + 30_000).toISOString();
    await db()
      .updateTable("webhook_deliveries")
      .set({ lease_until: lease })
      .where("state", "=", "pending")
      .execute();
    expect(await deliverDue(Date.now())).toBe(0);
    expect(await deliverDue(now + 31_000)).toBe(1);
    expect(to.received).toHaveLength(2);
    expect((await listDeliveries(id)).every(({ state }) => state === "delivered")).toBe(true);
  });

  it("holds what waits while paused, queues nothing more, and goes on", async () => {
    const { id } = await add(["outside.changed"]);
    await tell();
    await pauseWebhook("system", id, true);
    expect(await tell()).toBe(0);
    await expect(testWebhook("system", id)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await deliverDue()).toBe(0);
    expect(await listWebhooks()).toMatchObject([{ queued: 1, pausedAt: expect.any(String) }]);
    await pauseWebhook("system", id, false);
    expect(await deliverDue()).toBe(1);
  });

  it("bounds its queue and its log, and counts what it lost", async () => {
    const { id } = await add(["outside.changed"]);
    await transact(async (tx) => {
      for (let n = 0; n < MAX_QUEUED + 2; n++)
        await enqueueWebhook(tx, { type: "outside.changed", id: `n${n}`, data: {} });
    });
    expect(await listWebhooks()).toMatchObject([{ queued: MAX_QUEUED, dropped: 2 }]);
    const rows = await db().selectFrom("webhook_deliveries").select("id").execute();
    await db()
      .updateTable("webhook_deliveries")
      .set({ state: "failed", ended_at: new Date().toISOString() })
      .where(
        "id",
        "in",
        rows.slice(1).map((row) => row.id),
      )
      .execute();
    await deliverDue();
    const left = await db()
      .selectFrom("webhook_deliveries")
      .select((row) => row.fn.countAll<number>().as("n"))
      .where("webhook_id", "=", id)
      .executeTakeFirstOrThrow();
    expect(Number(left.n)).toBe(KEPT_ENDED);
  });

  it("refuses an address inside, when it is made, changed and called", async () => {
    setTestEnv({ ROLLCALL_WEBHOOK_ALLOW: "" });
    const refusal = { code: "INVALID_INPUT", fields: { url: [expect.stringMatching(/Only https|private/)] } };
    await expect(add(["batch.failed"])).rejects.toMatchObject(refusal);
    const given = { label: "", events: ["outside.changed" as const], withNames: false };
    await expect(
      createWebhook("system", { ...given, url: "https://[::ffff:169.254.169.254]/" }),
    ).rejects.toMatchObject(refusal);
    setTestEnv({ ROLLCALL_WEBHOOK_ALLOW: "127.0.0.1" });
    const { id } = await add(["outside.changed"]);
    setTestEnv({ ROLLCALL_WEBHOOK_ALLOW: "" });
    await expect(updateWebhook("system", id, { ...given, url: to.url })).rejects.toMatchObject(refusal);
    await tell();
    await deliverDue();
    expect(to.received).toEqual([]);
    expect((await listDeliveries(id))[0]).toMatchObject({ state: "pending", attempts: 1 });
  });

  it("says its signing secret again to the same form, whose answer was lost, and to nobody later", async () => {
    const id = newId();
    const given = { url: to.url, label: "Ops", events: ["batch.failed" as const], withNames: false };
    const made = await createWebhook("system", given, id);
    expect(await createWebhook("system", given, id)).toEqual(made);
    const created_at = new Date(Date.now() - HOUR_MS).toISOString();
    await db().updateTable("webhooks").set({ created_at }).where("id", "=", id).execute();
    await expect(createWebhook("system", given, id)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("is tested by hand, changed and deleted, on record and without its address", async () => {
    const { id } = await createWebhook("system", {
      url: `${to.url}/path-token-canary`,
      label: "",
      events: ["batch.failed"],
      withNames: false,
    });
    expect(await listWebhooks()).toMatchObject([{ label: "127.0.0.1" }]);
    await testWebhook("system", id);
    await deliverDue();
    expect(bodies()).toMatchObject([{ type: "webhook.test", data: {} }]);
    await updateWebhook("system", id, {
      url: to.url,
      label: "Renamed",
      events: ["batch.finished"],
      withNames: true,
    });
    expect(await listWebhooks()).toMatchObject([
      { label: "Renamed", events: ["batch.finished"], withNames: true },
    ]);
    await deleteWebhook("system", id);
    expect(await listDeliveries()).toEqual([]);
    await expect(deleteWebhook("system", id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const events = await db().selectFrom("events").selectAll().where("action", "like", "webhook.%").execute();
    expect(events.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["webhook.create", "webhook.test", "webhook.update", "webhook.delete"]),
    );
    expect(JSON.stringify(events)).not.toContain("path-token-canary");
  });

  it("reminds once a day of what is due, and of nothing while nothing is", async () => {
    const { id } = await add(["secrets.due"], true);
    await remind();
    expect(await listDeliveries(id)).toEqual([]);
    const connectionId = await insertTestConnection(newId(), { vendor: "paperspace" });
    const teamId = await insertTestTeam(newId(), connectionId, { vendor: "paperspace", name: "Perception" });
    const old = new Date(Date.now() - 200 * 24 * HOUR_MS).toISOString();
    await transact((tx) =>
      writeSecret(
        tx,
        { id: teamId, connectionId },
        { name: "HF_TOKEN", modifiedAt: old },
        { touchedAt: old },
      ),
    );
    await Promise.all([remind(), remind()]);
    await remind();
    await deliverDue();
    expect(bodies()).toMatchObject([
      { data: { due: 0, overdue: 1, secrets: [{ name: "HF_TOKEN", team: "Perception", state: "overdue" }] } },
    ]);
    await remind(Date.now() + 24 * HOUR_MS);
    expect(await listDeliveries(id)).toHaveLength(2);
  });

  it("tells what a sync saw, one event a run", async () => {
    const { id } = await add(["outside.changed"], true);
    const connectionId = await insertTestConnection(newId());
    const seen = ["member.left", "member.joined"].map((kind) => ({
      ...{ kind: kind as "member.left", subject: "u1", at: new Date().toISOString(), search_key: "" },
      data: JSON.stringify({ name: "Noor Haddad" }),
    }));
    const list = { connection_id: connectionId, team_id: null } as ListRow;
    await transact((tx) => recordFindings(tx, list, seen));
    await transact((tx) => recordFindings(tx, list, []));
    await deliverDue();
    expect(await listDeliveries(id)).toHaveLength(1);
    expect(bodies()).toMatchObject([
      {
        data: {
          total: 2,
          counts: { "member.left": 1, "member.joined": 1 },
          changes: [{ name: "Noor Haddad" }, {}],
        },
      },
    ]);
  });

  it("tells that a vendor refused a token, once", async () => {
    const { id } = await add(["connection.refused"], true);
    const connectionId = await insertTestConnection(newId(), { label: "Halden Docs" });
    const refused = new VendorError("VENDOR_TOKEN_REFUSED", {
      vendor: "gitbook",
      effect: "none",
      status: 401,
    });
    await noteFailure(connectionId, refused, "read");
    await noteFailure(connectionId, refused, "read");
    await deliverDue();
    expect(await listDeliveries(id)).toHaveLength(1);
    expect(bodies()).toMatchObject([
      { type: "connection.refused", data: { connectionId, vendor: "gitbook", label: "Halden Docs" } },
    ]);
  });
});
