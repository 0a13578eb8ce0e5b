// @slow: starts a process for each command.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NODE_FLAGS } from "./setup/flags.mjs";

const PASSPHRASE = "a passphrase of the backup";

describe("the commands of backups", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "rollcall-commands-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (command: "backup" | "restore", data: string, args: string[], passphrase = "") => {
    const env = {
      NODE_ENV: "test" as const,
      PATH: process.env.PATH ?? "",
      ROLLCALL_DATA_DIR: path.join(folder, data),
      ROLLCALL_BACKUP_PASSPHRASE: passphrase,
    };
    const script = [...NODE_FLAGS, `bin/${command}.ts`, ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, script, { env, encoding: "utf8" });
    return { status, said: stdout + stderr };
  };
  const file = (name: string) => path.join(folder, name);

  it("take keys in plain by their flag alone, and never beside a passphrase", () => {
    const both = run("backup", "one", [file("both"), "--keys-in-plain"], PASSPHRASE);
    expect(both).toMatchObject({ status: 1, said: expect.stringContaining("give one of both") });
    expect(run("backup", "one", [file("plain"), "--keys-in-plain"]).status).toBe(0);
    expect(run("restore", "two", [file("plain")]).said).toContain("restore it with --keys-in-plain");
    expect(run("restore", "two", [file("plain"), "--keys-in-plain"], PASSPHRASE).said).toContain(
      "under no passphrase, and one is given",
    );
    const restored = run("restore", "two", [file("plain"), "--keys-in-plain"]);
    expect(restored.said).toContain("Audit log: verified.");
    expect(restored.status).toBe(0);
  }, 120_000);

  it("say what ended and which accounts can sign in", () => {
    expect(run("backup", "one", [file("locked"), "--keys"], PASSPHRASE).status).toBe(0);
    const { said, status } = run("restore", "three", [file("locked")], PASSPHRASE);
    expect(said).toMatch(/Ended: 0 sessions, 0 unused links, 0 API tokens, 0 requests for approval/);
    expect(said).toContain("These accounts can sign in as they could then");
    expect(status).toBe(0);
  }, 120_000);
});
