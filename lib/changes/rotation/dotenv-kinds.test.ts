import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseDotenv } from "./dotenv.ts";

const fromFile = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, "cases", name), "utf8");
const said = (text: string) =>
  parseDotenv(text).findings.map(({ line, text: words, tone }) => `${line} ${tone}: ${words}`);
const names = (text: string) => parseDotenv(text).entries.map(({ name }) => name);

describe("an .env file as people have it", () => {
  it("takes a key over several lines for one finding, and shows no piece of it", () => {
    const text = fromFile("pem-unquoted.env");
    expect(names(text)).toEqual(["API_URL", "NEXT_ONE"]);
    expect(said(text)).toEqual([
      "2 error: TLS_CHAIN begins a value over several lines that is not in quotes: put all of it in quotes",
    ]);
    expect(parseDotenv(text).entries.at(-1)).toMatchObject({ line: 7 });
  });

  const key = [
    "-----BEGIN RSA PRIVATE KEY-----",
    "Proc-Type: 4,ENCRYPTED",
    "",
    "MIIEow/canary+A=",
    "canaryQ8==",
    "-----END RSA PRIVATE KEY-----",
  ];
  it.each([
    ["without its name", key.join("\n")],
    ["indented", `K=${key.join("\n  ")}`],
    ["a chain", `K=${[...key, ...key].join("\n")}`],
    ["in a quote that is never closed", `K="${key.join("\n")}`],
    ["never ended", `K=${key.slice(0, -1).join("\n")}\nB==`],
    ["as in YAML", `K: |\n${key.map((line) => `  ${line}`).join("\n")}`],
    ["after export", `export K=${key.join("\r\n")}`],
    [
      "PGP",
      "K=-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: x\n\ncanary/A==\n=canQ\n-----END PGP PRIVATE KEY BLOCK-----",
    ],
  ])("leaves out a key %s", (_, text) => {
    const { entries, findings } = parseDotenv(`A=1\n${text}`);
    expect(entries.map(({ name }) => name)).toEqual(["A"]);
    expect(JSON.stringify(findings)).not.toMatch(/canary|MIIE|canQ|Proc/);
    expect(findings.length).toBeLessThanOrEqual(2);
  });

  it.each([
    ["base64", "K=aGVsbG8gY2FuYXJ5IGhlbGxv\nY2FuYXJ5IGhlbGxvIGNhbmFyeQ\nY2FuYQ==\nB=2"],
    ["JSON", 'K={\n  "private_key": "canary=",\n  "x": ["canary"]\n}\nB=2'],
    ["JSON that begins in the line", 'K={"type": "canary",\n"b=c": 1}\nB=2'],
    ["lines that are joined", "K=one \\\ncanary two\nB=2"],
  ])("is one finding for a value over several lines: %s", (_, text) => {
    expect(names(text)).toEqual(["B"]);
    expect(said(text)).toEqual([
      "1 error: K begins a value over several lines that is not in quotes: put all of it in quotes",
    ]);
  });

  it("takes no end of an encoded text for a name", () => {
    const { entries, findings } = parseDotenv("some words canary\ncanaryQ=\nq1Zk8Q==\nA=1\nB=");
    expect(entries.map(({ name }) => name)).toEqual(["A"]);
    expect(JSON.stringify(findings)).not.toMatch(/canary|q1Zk/);
    expect(findings.at(-1)?.text).toBe("B has no value");
  });

  it("leaves a value alone that only begins like one over several lines", () => {
    expect(names("A={secret\nB=C:\\dir\\\nC=[x\nD={}\nE=[1,\n]\nF=1")).toEqual(["A", "B", "C", "D", "F"]);
    expect(parseDotenv('K="-----BEGIN X-----\nabc=\n-----END X-----"').entries).toHaveLength(1);
    expect(names("K=-----BEGIN X-----\\nabc\\n-----END X-----\nB=1")).toEqual(["K", "B"]);
  });

  it("says what is taken as it stands though a shell or a secret store would replace it", () => {
    expect(said(fromFile("shell-values.env"))).toEqual([
      "1 note: FROM_FILE holds a command in $( ), which is not run: it is taken as it stands",
      "2 note: FROM_TICKS stands in back-ticks, which a shell would run: it is taken as it stands",
      "3 note: VAULT_REF looks like a reference of a secret store, which is not looked up: it is taken as it stands",
      "4 note: DOTENVX looks like a reference of a secret store, which is not looked up: it is taken as it stands",
    ]);
  });

  it.each([
    "op://halden/api/key",
    "vault:secret/data/x#key",
    "arn:aws:secretsmanager:eu-central-1:1:secret:x",
    "arn:aws-us-gov:ssm:x:1:parameter/x",
    "encrypted:BDqDBibm4w",
    "'encrypted:BDqDBibm4w'",
    "ref+vault://x/y",
    "projects/1/secrets/x/versions/latest",
    "@Microsoft.KeyVault(SecretUri=https://x)",
    "{{resolve:secretsmanager:x}}",
    "ENC[AES256_GCM,data:x]",
    "bws://x",
    "sm://project/x",
    "'$(cat x)'",
    '"a $(cat x)"',
    "a`date`b",
    "“x”",
    "it’s",
    "tok\u200ben",
    "a\u00a0b",
    "a\ufeff",
    "a\u0007b",
  ])("has a note for %j", (value) => {
    const { entries, findings } = parseDotenv(`A=${value}`);
    expect(entries).toHaveLength(1);
    expect(findings).toEqual([
      { line: 1, tone: "note", text: expect.stringMatching(/^A (holds|stands|looks)/) },
    ]);
  });

  it("takes invisible signs out of a name, and says so; keeps them in a value, and says so", () => {
    const text = fromFile("pasted-from-chat.env");
    expect(parseDotenv(text).entries).toMatchObject([
      { name: "CURLY", value: "“s3cret-value”" },
      { name: "HIDDEN", value: "tok\u200ben-value" },
      { name: "FIRST", value: "1" },
    ]);
    expect(said(text)).toEqual([
      "1 note: CURLY holds curly quotes, which belong to the value here",
      "2 note: HIDDEN holds signs that cannot be seen (U+200B), taken as they stand",
      "3 note: The name FIRST was written with signs that cannot be seen (U+200B): they are left out",
    ]);
    expect(names("export\u00a0A=1\n\ufeffB\u00ad=2")).toEqual(["A", "B"]);
  });

  it("reads a megabyte of what never ends in no time", () => {
    const started = performance.now();
    for (const line of ["A=\\\n", "A={\n", "-----BEGIN X-----\n", "abcdefghijklmnop\n", "A=x\\\n"])
      parseDotenv(line.repeat(1_000_000 / line.length));
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
