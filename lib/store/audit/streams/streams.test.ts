import dgram from "node:dgram";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { createWebhook } from "#lib/insight/webhooks/mutations.ts";
import { startReceiver } from "#lib/insight/webhooks/webhooks.testing.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv, useTestStore } from "#lib/store/db/db.testing.ts";
import { appendEvent } from "../append.ts";
import { type ChainedEvent, readEvents } from "../rows.ts";
import { verifyExport } from "../verify-export.ts";
import { makeCertificate } from "./certificate.testing.ts";
import { startCollector } from "./collector.testing.ts";
import { pump, retryAfterMs } from "./pump.ts";
import { closeSyslog, listReceivers, type Receiver } from "./receivers.ts";
import { connectSyslog } from "./syslog-connection.ts";
import { framed, sdValue, syslogMessage } from "./syslog-format.ts";

const append = (n: number, personal: Record<string, string> = { member: `Ünal "${n}"` }) =>
  transact((tx) =>
    appendEvent(tx, {
      action: "member.remove",
      actor: { id: "u1", name: "Noor" },
      outcome: "done",
      facts: { n },
      personal,
    }),
  );
const events = async (): Promise<ChainedEvent[]> => {
  const all = [];
  for await (const event of readEvents()) all.push(event);
  return all;
};
const stand = (id: string) =>
  db().selectFrom("audit_streams").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
const on = () => false;
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
const only = async (): Promise<Receiver> => {
  const [receiver] = await listReceivers();
  if (!receiver) throw new Error("nobody receives the log");
  return receiver;
};
/** At least once and in order: nothing is left out, and what comes again comes from where it broke off. */
const inOrder = (seqs: number[]): boolean => {
  let next = 1;
  return seqs.every((seq) => {
    if (seq > next) return false;
    next = seq + 1;
    return true;
  });
};
afterEach(() => closeSyslog());

describe("a message of RFC 5424", () => {
  useTestStore();
  let event: ChainedEvent;
  beforeAll(async () => {
    await append(1);
    [event] = (await events()) as [ChainedEvent];
  });

  it("says what it is, and carries the line that an export has", async () => {
    const text = syslogMessage(event, 65_536).toString("utf8");
    const [, head, said, message] =
      /^(\S+ \S+ \S+ rollcall \d+ member\.remove) (\[.+?\]) \uFEFF(.*)$/s.exec(text) ?? [];
    expect(head).toMatch(/^<109>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [\x21-\x7e]{1,255} rollcall \d+ /);
    expect(said).toBe(
      `[rollcall@32473 seq="1" hash="${event.hash}" action="member.remove" outcome="done" actor="u1"][meta sequenceId="1"][origin software="rollcall" swVersion="${/swVersion="([^"]+)"/.exec(text)?.[1]}"]`,
    );
    expect((await verifyExport([message ?? ""])).verdict).toMatchObject({ ok: true, events: 1 });
    expect(syslogMessage({ ...event, outcome: "failed" }, 9_999).toString()).toMatch(/^<108>1 /);
  });

  it("escapes what would end a value, and lets no line break through", () => {
    expect(sdValue('a"b]c\\d\ne\u0000f')).toBe('a\\"b\\]c\\\\d e f');
    const hostile = { ...event, action: 'x y"]\n<1>1 é', actor: '"]\n<13>1 forged' };
    const text = syslogMessage(hostile, 65_536).toString("utf8");
    expect(text.split("\n")).toHaveLength(1);
    expect(text).toContain('actor="\\"\\] <13>1 forged"');
    expect(text).toContain(` xy"]<1>1 [`);
  });

  it("is counted in bytes, cut between two characters, and says so", () => {
    const long = { ...event, body: "é".repeat(5_000) };
    for (const most of [700, 701, 702, 703]) {
      const message = syslogMessage(long, most);
      expect(message.length).toBeLessThanOrEqual(most);
      expect(message.length).toBeGreaterThan(most - 4);
      expect(message.toString("utf8")).not.toContain("\uFFFD");
      expect(message.toString("utf8")).toContain(' cut="1"');
      const [size, rest] = [framed(message).indexOf(0x20), framed(message)];
      expect(Number(rest.subarray(0, size).toString())).toBe(message.length);
    }
  });
});

describeEachStore("the log to a collector over TCP", () => {
  let port = 0;
  it("comes whole and in order, goes on where it stood, and is noted", async () => {
    for (let n = 1; n <= 250; n++) await append(n);
    const collector = await startCollector();
    port = collector.port;
    setTestEnv({ ROLLCALL_SYSLOG: `tcp://127.0.0.1:${port}` });
    const receiver = await only();
    expect(await pump(receiver, on)).toBe(250);
    expect(collector.seqs()).toEqual(numbers(1, 250));
    expect(await stand(receiver.id)).toMatchObject({ seq: 250, attempts: 0, error: null, lease_until: null });
    expect(await pump(receiver, on)).toBe(0);
    await append(251);
    // As after a restart: nothing but the store knows where it stood.
    closeSyslog();
    expect(await pump(await only(), on)).toBe(1);
    expect(collector.seqs().at(-1)).toBe(251);
    await collector.close();
  });

  it("waits for one that is away, longer each time, and leaves nothing out when it is cut off half-way", async () => {
    for (let n = 252; n <= 400; n++) await append(n);
    const receiver = await only();
    closeSyslog();
    expect(await pump(receiver, on)).toBe(0);
    const { error, next_at, attempts, seq } = await stand(receiver.id);
    expect([error, attempts, seq]).toEqual(["The connection was refused", 1, 251]);
    expect(Date.parse(next_at ?? "")).toBeGreaterThan(Date.now());
    // Before its time nothing is tried.
    expect(await pump(receiver, on)).toBe(0);
    expect((await stand(receiver.id)).attempts).toBe(1);

    const collector = await startCollector(undefined, port);
    collector.state.cutAfter = 60;
    const later = () => pump(receiver, on, Date.now() + 3_600_000);
    expect(await later()).toBe(0);
    expect(await stand(receiver.id)).toMatchObject({ seq: 251, attempts: 2 });
    expect(await later()).toBe(149);
    const seqs = collector.seqs().map((one) => one - 251);
    expect(inOrder(seqs)).toBe(true);
    expect(new Set(seqs).size).toBe(149);
    expect(await stand(receiver.id)).toMatchObject({ seq: 400, attempts: 0, error: null });
    await collector.close();
  });

  it("is sent by one process at a time, and stops when it is told to", async () => {
    await db().updateTable("audit_streams").set({ seq: 0, next_at: null }).execute();
    const collector = await startCollector(undefined, port);
    const receiver = await only();
    let asked = 0;
    const [one, other] = await Promise.all([pump(receiver, () => ++asked > 2), pump(receiver, on)]);
    expect([one, other]).toEqual([200, 0]);
    expect(await pump(receiver, on)).toBe(200);
    expect(collector.seqs()).toEqual(numbers(1, 400));
    await collector.close();
  });

  it("is left to the process that took it over meanwhile", async () => {
    await db().updateTable("audit_streams").set({ seq: 0, next_at: null }).execute();
    const receiver = await only();
    const taken = { lease_holder: "another process", seq: 399 };
    const send = async () => void (await db().updateTable("audit_streams").set(taken).execute());
    expect(await pump({ ...receiver, send }, on)).toBe(100);
    expect(await stand(receiver.id)).toMatchObject(taken);
    await db().updateTable("audit_streams").set({ lease_until: null }).execute();
  });

  it("is tried again at most every five minutes or so", () => {
    expect([1, 2, 3, 9, 50].map((n) => retryAfterMs(n, 0.5))).toEqual([
      1_000, 2_000, 4_000, 256_000, 300_000,
    ]);
  });
});

describe("the log over TLS and UDP", () => {
  useTestStore();
  beforeAll(async () => {
    for (let n = 1; n <= 5; n++) await append(n);
  });

  it("goes to a collector whose certificate is trusted, and to no other", async () => {
    const certificate = makeCertificate();
    const collector = await startCollector(certificate);
    const address = `tls://127.0.0.1:${collector.port}`;
    await expect(connectSyslog(address)).rejects.toThrow("Its certificate is self-signed");
    await expect(connectSyslog(address, { ca: makeCertificate().cert })).rejects.toThrow(/certificate/);
    const connection = await connectSyslog(address, { ca: certificate.cert });
    await connection.send(await events());
    await expect.poll(() => collector.seqs()).toEqual([1, 2, 3, 4, 5]);
    connection.close();
    await collector.close();
  });

  it("goes as a datagram each", async () => {
    const socket = dgram.createSocket("udp4");
    const got: string[] = [];
    socket.on("message", (message) => got.push(message.toString("utf8")));
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    const connection = await connectSyslog(`udp://127.0.0.1:${socket.address().port}`);
    await connection.send(await events());
    await expect.poll(() => got).toHaveLength(5);
    expect(got[0]).toMatch(/^<109>1 /);
    connection.close();
    socket.close();
  });

  it("gives up on a collector that takes nothing", async () => {
    const { createServer } = await import("node:net");
    const server = createServer((socket) => socket.pause());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const connection = await connectSyslog(`tcp://127.0.0.1:${port}`, { timeoutMs: 300 });
    const [event] = (await events()) as [ChainedEvent];
    const many = Array.from({ length: 400 }, () => ({ ...event, body: "x".repeat(60_000) }));
    await expect(connection.send(many)).rejects.toThrow("It takes nothing for 0.3 s");
    connection.close();
    server.close();
  });
});

describe("the log to a webhook", () => {
  useTestStore({ ROLLCALL_WEBHOOK_ALLOW: "127.0.0.1" });

  it("comes in calls of several events, in order, again after a refusal, with names where asked for", async () => {
    const answers = [204, 500];
    const to = await startReceiver((response) => response.writeHead(answers.shift() ?? 204).end());
    const given = { url: to.url, label: "SIEM", events: ["audit.events" as const] };
    for (let n = 1; n <= 120; n++) await append(n);
    const { id } = await createWebhook("system", { ...given, withNames: false });
    const receiver = await only();
    expect(receiver).toMatchObject({ id: `webhook ${id}`, kind: "webhook", label: "SIEM" });
    expect(await pump(receiver, on)).toBe(100);
    expect(await stand(receiver.id)).toMatchObject({ seq: 100, attempts: 1, error: "Answered 500" });
    expect(await pump(receiver, on, Date.now() + 60_000)).toBe(21);
    const bodies = to.received.map(({ body }) => JSON.parse(body));
    expect(bodies.map((body) => body.id)).toEqual([
      "audit.events-1-100",
      "audit.events-101-121",
      "audit.events-101-121",
    ]);
    expect(to.received.map(({ body }) => body).join()).not.toContain("Ünal");
    // What was withheld is not taken for erased: the lines still verify.
    const lines = [...bodies[0].data.events, ...bodies[2].data.events].map((line) => JSON.stringify(line));
    expect((await verifyExport(lines)).verdict).toMatchObject({ ok: true, events: 121, erased: 0 });

    await createWebhook("system", { ...given, withNames: true });
    const named = (await listReceivers())[1];
    if (!named) throw new Error("there is only one");
    await pump(named, on);
    expect(to.received.at(-2)?.body).toContain("Ünal");
    await to.close();
  });
});
