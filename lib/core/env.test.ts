import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { EnvError, parseEnv } from "#lib/core/env.ts";

const refusal = (source: Record<string, string>): string => {
  try {
    parseEnv(source);
  } catch (error) {
    if (error instanceof EnvError) return error.message;
    throw error;
  }
  return "accepted";
};

describe("parseEnv", () => {
  it("needs nothing at all", () => {
    const env = parseEnv({});
    expect(env).toMatchObject({
      HOST: "127.0.0.1",
      PORT: 3000,
      ROLLCALL_URL: "http://127.0.0.1:3000",
      ROLLCALL_TRUSTED_PROXIES: [],
      ROLLCALL_DEMO: false,
    });
    expect(env.ROLLCALL_DATA_DIR).toBe(path.resolve("data"));
    expect(env.DATABASE_URL).toBeUndefined();
  });

  it("takes an empty variable for an absent one", () => {
    expect(parseEnv({ PORT: "", ROLLCALL_KEYS: " ", DATABASE_URL: "" }).PORT).toBe(3000);
  });

  it("derives the origin from where it listens", () => {
    expect(parseEnv({ HOST: "::1", PORT: "80" }).ROLLCALL_URL).toBe("http://[::1]");
    expect(parseEnv({ HOST: "0.0.0.0", PORT: "8080" }).ROLLCALL_URL).toBe("http://localhost:8080");
    expect(parseEnv({ ROLLCALL_URL: "https://Rollcall.Example.com/" }).ROLLCALL_URL).toBe(
      "https://rollcall.example.com",
    );
  });

  it("knows a syslog receiver's usual port", () => {
    const port = (text: string) => parseEnv({ ROLLCALL_SYSLOG: text }).ROLLCALL_SYSLOG;
    expect(port("udp://10.0.0.9")).toBe("udp://10.0.0.9:514");
    expect(port("tls://logs.example.com/")).toBe("tls://logs.example.com:6514");
    expect(port("tcp://[::1]:1514")).toBe("tcp://[::1]:1514");
  });

  it("splits the trusted proxies", () => {
    expect(parseEnv({ ROLLCALL_TRUSTED_PROXIES: "10.0.0.0/8, ::1" }).ROLLCALL_TRUSTED_PROXIES).toEqual([
      "10.0.0.0/8",
      "::1",
    ]);
  });

  it.each([
    ["PORT", "65536"],
    ["PORT", "3000x"],
    ["HOST", "a b"],
    ["ROLLCALL_URL", "https://rollcall.example.com/path"],
    ["ROLLCALL_URL", "javascript:alert(1)"],
    ["DATABASE_URL", "mysql://root@db/rollcall"],
    ["DATABASE_URL", "postgres://u:5432#w@db/rollcall"],
    ["DATABASE_URL", "postgres://u:pa/ss@db/rollcall"],
    ["DATABASE_URL", "postgres://u:p%zz@db/rollcall"],
    ["HTTPS_PROXY", "http://user:p%zz@proxy.example:3128"],
    ["HTTPS_PROXY", "http://user#pass@proxy.example:3128"],
    ["ROLLCALL_TRUSTED_PROXIES", "10.0.0.0/33"],
    ["ROLLCALL_TRUSTED_PROXIES", "proxy.example.com"],
    ["ROLLCALL_SYSLOG", "https://logs.example.com"],
    ["ROLLCALL_SYSLOG", "tcp://user:pass@logs.example.com"],
    ["ROLLCALL_SYSLOG", "tls://logs.example.com/path"],
    ["ROLLCALL_SYSLOG", "logs.example.com:514"],
    ["ROLLCALL_AUDIT_RETENTION_DAYS", "99999"],
    ["ROLLCALL_CHECKPOINT_HOURS", "1.5"],
    ["ROLLCALL_SMTP_URL", "https://mail.example.com"],
    ["ROLLCALL_SMTP_URL", "mail.example.com:587"],
    ["ROLLCALL_SMTP_URL", "smtp://user:pass#word@mail.example.com"],
    ["ROLLCALL_SMTP_URL", "smtp://user:p%zz@mail.example.com"],
    ["ROLLCALL_SMTP_URL", "smtps://mail.example.com/path"],
    ["ROLLCALL_SMTP_FROM", "nobody"],
    ["ROLLCALL_SMTP_FROM", "Rollcall <a@example.com>, <b@example.com>"],
    ["ROLLCALL_LOG_LEVEL", "loud"],
    ["ROLLCALL_DEMO", "maybe"],
    ["ROLLCALL_ADMIN_EMAIL", "nobody"],
  ])("refuses %s=%s in one line that names it and does not show it", (name, value) => {
    const message = refusal({ [name]: value, ROLLCALL_ADMIN_PASSWORD: "correct horse" });
    expect(message).toContain(name);
    expect(message).not.toContain("\n");
    expect(message).not.toContain(value);
  });

  it("says which characters of a Postgres password are to be written otherwise", () => {
    // Read as an address, this one names a server called "u".
    expect(refusal({ DATABASE_URL: "postgres://u:5432#w@db/rollcall" })).toMatch(/each # .* written as %23/);
    expect(refusal({ DATABASE_URL: "postgres://u:pa/ss@db/rollcall" })).toMatch(/\/ is written as %2F/);
  });

  it("wants keys with Postgres, and admin e-mail and password together", () => {
    expect(refusal({ DATABASE_URL: "postgres://db/rollcall" })).toMatch(/^ROLLCALL_KEYS must be given/);
    expect(refusal({ ROLLCALL_ADMIN_EMAIL: "a@example.com" })).toMatch(/^ROLLCALL_ADMIN_PASSWORD must/);
    expect(refusal({ ROLLCALL_ADMIN_PASSWORD: "x" })).toMatch(/^ROLLCALL_ADMIN_EMAIL must/);
    expect(refusal({ ROLLCALL_SMTP_URL: "smtp://mail.example.com" })).toMatch(/^ROLLCALL_SMTP_FROM must/);
  });

  it.each([
    ["ROLLCALL_DATA_DIR", '"/data"', "is in quotes"],
    ["ROLLCALL_DATA_DIR", "'/data'", "is in quotes"],
    ["ROLLCALL_ADMIN_PASSWORD", '"correct horse battery staple"', "is in quotes"],
    ["ROLLCALL_ADMIN_PASSWORD", "“correct horse battery staple”", "is in quotes"],
    ["ROLLCALL_KEYS", "a:abc\r", "ends with a carriage return"],
    ["PORT", "3000\r", "ends with a carriage return"],
    ["DATABASE_URL", '"postgres://db/rollcall"\r', "ends with a carriage return"],
    ["ROLLCALL_DATA_DIR", "~/rollcall", "begins with ~"],
    ["ROLLCALL_CHECKPOINT_FILE", "~/heads", "begins with ~"],
    ["ROLLCALL_CONNECTIONS", "~/connections.json", "begins with ~"],
  ])("refuses %s=%j, which a shell would have read otherwise", (name, value, words) => {
    const message = refusal({
      ROLLCALL_ADMIN_EMAIL: "a@example.com",
      ROLLCALL_ADMIN_PASSWORD: "x",
      [name]: value,
    });
    expect(message).toMatch(new RegExp(`^${name} ${words}`));
    expect(message).not.toContain(value.replace(/\r$/, ""));
    expect(message).not.toContain("\n");
  });

  it("refuses an env file of a container by its first such variable", () => {
    const file = readFileSync(
      path.join(import.meta.dirname, "..", "changes", "rotation", "cases", "docker-quoted.env"),
      "utf8",
    );
    // As `docker run --env-file` passes it on: what stands behind the first =, as it is.
    const given = Object.fromEntries(
      file
        .trim()
        .split("\n")
        .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
    expect(refusal(given)).toMatch(/^ROLLCALL_DATA_DIR is in quotes/);
    expect(parseEnv({ OTHER: '"x"', ROLLCALL_CONNECTIONS: '[{"a":"b"}]' }).ROLLCALL_CONNECTIONS).toBe(
      '[{"a":"b"}]',
    );
  });
});
