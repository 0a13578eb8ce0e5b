import { afterEach, describe, expect, it } from "vitest";
import { AppError } from "#lib/core/errors.ts";
import { hideValue, makeLogger, redactText } from "#lib/core/log.ts";

const CANARY = 'canary-"7f3a/9c=';
let release = () => {};
afterEach(() => release());

function logged(write: (logger: ReturnType<typeof makeLogger>) => void): {
  line: string;
  fields: Record<string, unknown>;
} {
  let line = "";
  write(
    makeLogger("info", (text) => {
      line += text;
    }),
  );
  return { line, fields: JSON.parse(line) as Record<string, unknown> };
}

describe("the log", () => {
  it("hides fields that hold secrets, at any depth", () => {
    const { line, fields } = logged((log) =>
      log.info(
        { token: CANARY, a: [{ newPassword: CANARY, sealed_token: CANARY, secretName: "DB" }] },
        "Stored",
      ),
    );
    expect(line).not.toContain("canary");
    expect(fields).toMatchObject({ msg: "Stored", a: [{ secretName: "DB" }] });
  });

  it("hides a held value wherever it stands, in JSON and URL spelling too", () => {
    release = hideValue(CANARY);
    const { line } = logged((log) =>
      log.info({ note: `got ${CANARY}`, url: `/x?v=${encodeURIComponent(CANARY)}` }, CANARY),
    );
    expect(line).not.toContain("canary");
    release();
    expect(redactText(CANARY)).toBe(CANARY);
  });

  it("keeps a value hidden until its last holder lets go", () => {
    const first = hideValue("shared-value");
    release = hideValue("shared-value");
    first();
    first();
    expect(redactText("shared-value")).toBe("[hidden]");
  });

  it("hides bearer tokens and credentials in addresses", () => {
    expect(redactText("Bearer abc.def and postgres://u:p@host/db")).toBe(
      "Bearer [hidden] and postgres://[hidden]@host/db",
    );
  });

  it("hides API tokens wherever they stand", () => {
    const token = `rcl_${"aB3".repeat(16)}x`;
    expect(redactText(`GET /api/v1/teams?t=${token}&q=${token}`)).toBe(
      "GET /api/v1/teams?t=[hidden]&q=[hidden]",
    );
    expect(logged((log) => log.info({ asked: { query: token } }, token)).line).not.toContain("aB3");
  });

  it("names an error's fields one by one: a driver's row values stay out", () => {
    const cause = Object.assign(new Error("duplicate key"), {
      code: "23505",
      detail: "Key (email)=(a@b.c) exists",
    });
    const { line, fields } = logged((log) =>
      log.error({ err: new AppError("CONFLICT", { detail: "two rows", reason: "Taken", cause }) }, "failed"),
    );
    expect(line).not.toContain("a@b.c");
    expect(fields.err).toMatchObject({ code: "CONFLICT", reason: "Taken", cause: { code: "23505" } });
  });

  it("survives cycles and huge values", () => {
    const cycle: Record<string, unknown> = { text: "x".repeat(100_000) };
    cycle.self = cycle;
    expect(logged((log) => log.info(cycle, "cycle")).line.length).toBeLessThan(40_000);
  });
});
