import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { nowIsoByClock, nowMs } from "#lib/core/clock.ts";
import { parseEnv, replaceEnv } from "#lib/core/env.ts";
import { startSandbox } from "#sandbox/server.ts";

const folder = mkdtempSync(path.join(tmpdir(), "rollcall-clock-"));
const file = path.join(folder, "clock");
const DAY = 86_400_000;

afterEach(() => {
  replaceEnv(parseEnv({}));
  rmSync(file, { force: true });
});

it("is the machine's clock where nothing is set, whatever files there are", () => {
  writeFileSync(file, String(DAY));
  replaceEnv(parseEnv({}));
  expect(Math.abs(nowMs() - Date.now())).toBeLessThan(1_000);
});

it("goes by the sandbox's switch, ahead and back", async () => {
  replaceEnv(parseEnv({ ROLLCALL_TEST_CLOCK: file }));
  expect(Math.abs(nowMs() - Date.now())).toBeLessThan(1_000);
  const sandbox = await startSandbox({ clockFile: file });
  const near = (ms: number) => expect(Math.abs(nowMs() - Date.now() - ms)).toBeLessThan(1_000);
  const said = await sandbox.control.moveClock(3 * DAY);
  near(3 * DAY);
  expect(Math.abs(Date.parse(said) - Date.parse(nowIsoByClock()))).toBeLessThan(1_000);
  const token = "clock-test";
  await sandbox.control.createTenant({ vendor: "paperspace", token, secrets: 1 });
  await sandbox.control.mutate(token, { op: "putSecret", name: "NEW", value: "x" });
  const [secret] = (await sandbox.control.state(token)).secrets.filter(({ name }) => name === "NEW");
  expect(Date.parse(secret?.dtCreated ?? "") - Date.now()).toBeGreaterThan(2 * DAY);
  await sandbox.control.moveClock(-4 * DAY);
  near(-DAY);
  await sandbox.control.moveClock(DAY);
  await sandbox.close();
});

it("does not guess where the file cannot be read", () => {
  replaceEnv(parseEnv({ ROLLCALL_TEST_CLOCK: folder }));
  expect(() => nowMs()).toThrow();
});
