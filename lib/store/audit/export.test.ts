import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { NODE_FLAGS } from "../../../bin/setup/flags.mjs";
import { appendEvent } from "./append.ts";
import { chainHash } from "./chain.ts";
import { checkpointKey, signHead } from "./checkpoint.ts";
import { type Checkpoint, publicKeyText, signSaid } from "./checkpoint-format.ts";
import { erasePersonal } from "./erase.ts";
import { exportLines } from "./export-lines.ts";
import { readHead } from "./rows.ts";
import { verifyExport } from "./verify-export.ts";

const append = (action: string, n: number) =>
  transact((tx) =>
    appendEvent(tx, {
      action,
      actor: { id: "u1", name: "Noor" },
      outcome: "done",
      facts: { n },
      personal: { member: `=Person "${n}"\n` },
    }),
  );
const lined = async (part?: Parameters<typeof exportLines>[0]): Promise<string[]> => {
  const all: string[] = [];
  for await (const line of exportLines(part)) all.push(line.trimEnd());
  return all;
};
const found = async (lines: string[], given: Parameters<typeof verifyExport>[1] = {}) => {
  const { verdict, kind } = await verifyExport(lines, given);
  return verdict.ok ? `${kind} sound` : `${kind} ${verdict.seq}`;
};
type Line = { seq: number; body: string; prev_hash: string; hash: string };
const changed = (line: string, change: (event: Line) => Partial<Line>): string => {
  const event = JSON.parse(line) as Line;
  return JSON.stringify({ ...event, ...change(event) });
};

describeEachStore("an export of the audit log", () => {
  let whole: string[] = [];
  let older: string[] = [];
  let checkpoint: Checkpoint;
  let folder = "";
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "rollcall-audit-"));
    for (let n = 1; n <= 8; n++) await append(n % 3 === 0 ? "team.rename" : "member.remove", n);
    older = await lined();
    for (let n = 9; n <= 250; n++) await append("secret.rotate", n);
    checkpoint = await signHead();
    whole = await lined();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is the whole chain, and verified by itself", async () => {
    expect(whole).toHaveLength(252);
    expect(await found(whole)).toBe("whole sound");
    expect(await found(whole, { publicKey: checkpointKey(), checkpoints: [checkpoint] })).toBe("whole sound");
    expect((await verifyExport(whole)).verdict).toMatchObject({
      events: 250,
      first: 1,
      head: await readHead(),
    });
  });

  it("names the first event that was edited, deleted, put in, moved or cut off", async () => {
    const at = (seq: number) => whole[seq] ?? "";
    expect(
      await found(
        whole.with(
          5,
          changed(at(5), ({ body }) => ({ body: body.replace("u1", "u2") })),
        ),
      ),
    ).toBe("whole 5");
    expect(await found(whole.toSpliced(7, 1))).toBe("whole 7");
    expect(await found(whole.toSpliced(7, 0, at(7)))).toBe("whole 8");
    expect(await found(whole.with(7, at(8)).with(8, at(7)))).toBe("whole 7");
    expect(await found(whole.toSpliced(249, 2))).toBe("whole 249");
    expect(await found(whole.slice(0, 100))).toBe("whole 100");
    expect(await found(whole.with(3, "not JSON"))).toBe("whole 3");
  });

  it("cannot be forged by whoever knows how it is hashed: the signature is over every line", async () => {
    const forged = whole.slice(0, 1);
    let previous = (JSON.parse(whole[1] ?? "") as Line).prev_hash;
    for (const line of whole.slice(1, -1)) {
      const body = (JSON.parse(line) as Line).body.replace('"n":4', '"n":5');
      const hash = chainHash(previous, body);
      forged.push(changed(line, () => ({ body, prev_hash: previous, hash })));
      previous = hash;
    }
    forged.push(whole.at(-1) ?? "");
    expect(await found(forged)).toBe("whole 251");
    // Without first and last line it is lines alone, which a kept checkpoint gives away.
    expect(await found(forged.slice(1, -1))).toBe("bare sound");
    expect(await found(forged.slice(1, -1), { checkpoints: [checkpoint] })).toBe("bare 250");
    // Signed anew by another key, which is not the one that people know.
    const other = generateKeyPairSync("ed25519").privateKey;
    const publicKey = publicKeyText(other);
    const { signature: _, ...end } = JSON.parse(whole.at(-1) ?? "") as Record<string, unknown>;
    const said = { ...end, publicKey };
    const first = JSON.stringify({ ...(JSON.parse(whole[0] ?? "") as object), publicKey });
    const resigned = [
      first,
      ...whole.slice(1, -1),
      JSON.stringify({ ...said, signature: signSaid(said, other) }),
    ];
    expect(await found(resigned, { publicKey: checkpointKey() })).toBe("whole 1");
    expect(await found(resigned, { checkpoints: [checkpoint] })).toBe("whole 1");
  });

  it("is an older copy only to who kept a checkpoint", async () => {
    expect(await found(older)).toBe("whole sound");
    expect(await found(older, { checkpoints: [checkpoint] })).toBe("whole 9");
  });

  it("in part says what it leaves out, proves what is there, and cannot lose a line unseen", async () => {
    const part = await lined({ filter: { action: "team" }, said: { what: "team" } });
    const { verdict, kind, skipped } = await verifyExport(part, { publicKey: checkpointKey() });
    expect([kind, skipped]).toEqual(["part", 248]);
    expect(verdict).toMatchObject({ ok: true, events: 2, loose: 2 });
    expect(part.filter((line) => line.includes("skipped"))).toHaveLength(3);
    const six = part.findIndex((line) => line.startsWith('{"seq":6,'));
    expect(
      await found(
        part.with(
          six,
          changed(part[six] ?? "", () => ({ body: "{}" })),
        ),
      ),
    ).toBe("part 6");
    expect(await found(part.toSpliced(six, 1))).toBe("part 6");
    const unsaid = part.toSpliced(six, 1).with(-3, '{"skipped":{"from":4,"to":250}}').toSpliced(-2, 1);
    expect(await found(unsaid)).toMatch(/^part \d+$/);
    expect(await found(part.slice(0, -1))).toBe("part 251");
    // No event is touched, but what it claims to be a part of.
    expect(await found(part.with(0, (part[0] ?? "").replace('"what":"team"', '"what":"user"')))).toBe(
      "part 251",
    );
    const none = await lined({ filter: { action: "policy" }, said: {} });
    expect((await verifyExport(none)).verdict).toMatchObject({ ok: true, events: 0 });
  });

  it("says that personal data was erased, and not that it never was", async () => {
    const [row] = await db().selectFrom("events").select("id").where("seq", "=", 2).execute();
    await erasePersonal(row?.id ?? "");
    const erased = await lined();
    expect((await verifyExport(erased)).verdict).toMatchObject({ ok: true, erased: 1 });
    expect(erased.join("\n")).not.toContain('Person \\\\\\"2\\\\\\"');
    const gone = erased.with(
      4,
      changed(erased[4] ?? "", () => ({ personal: null }) as Partial<Line>),
    );
    expect(await found(gone)).toMatch(/^whole/);
    expect(await found(gone)).not.toBe("whole sound");
  });

  it("is verified by the command line with nothing but the file", () => {
    const write = (name: string, text: string): string => {
      writeFileSync(path.join(folder, name), text);
      return path.join(folder, name);
    };
    const audit = (...args: string[]) => {
      const script = [...NODE_FLAGS, "bin/audit.ts", ...args];
      // An environment without a store: any attempt to open one would fail.
      const env = {
        NODE_ENV: "test" as const,
        PATH: process.env.PATH ?? "",
        ROLLCALL_DATA_DIR: "/dev/null/none",
      };
      const { status, stdout, stderr } = spawnSync(process.execPath, script, { env, encoding: "utf8" });
      return { status, said: stdout + stderr };
    };
    const file = write("log.jsonl", `${whole.join("\n")}\n`);
    const kept = write("kept.json", JSON.stringify(checkpoint));
    const sound = audit("verify", file, "--checkpoint", kept, `--key=${checkpointKey()}`);
    expect(sound.said).toContain("Sound: 250 events, 1 to 250");
    expect(sound.said).toContain("agrees with 1 checkpoint");
    expect(sound.status).toBe(0);
    const cut = audit("verify", write("older.jsonl", older.join("\n")), "--checkpoint", kept);
    expect(cut.said).toContain(
      "Not sound. The first bad event is 9: events up to 250 are missing at the end.",
    );
    expect(cut.status).toBe(1);
    expect(audit("verify", path.join(folder, "none")).said).toMatch(/^rollcall: ENOENT/);
    expect(audit("verify", file, "--key=short").status).toBe(1);
    // One key in 64 begins so.
    expect(audit("verify", file, "--key", `-${"A".repeat(42)}`).said).toMatch(/^Not sound/);
    expect(readFileSync(file, "utf8")).toContain(EXPORTED);
  });
});

const EXPORTED = '{"type":"rollcall-audit-export/1"';
