import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseEnv, replaceEnv } from "#lib/core/env.ts";
import { claimAt, joinedClaims, readClaims, roleOf } from "./claims.ts";
import { readOidcProviders } from "./config.ts";
import { problemWords } from "./problems.ts";

const ACME = { id: "acme", name: "Acme", issuer: "https://id.acme.example", clientId: "rollcall" };
const read = (value: unknown) => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  replaceEnv(parseEnv({ ROLLCALL_OIDC: text }));
  return readOidcProviders();
};
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "rollcall-unit-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("ROLLCALL_OIDC", () => {
  it("may be left out, be JSON, or a file's path, with the secret in another file", async () => {
    expect(await read("")).toEqual([]);
    const secret = path.join(folder, "secret");
    await writeFile(secret, "hush\n");
    const file = path.join(folder, "oidc.json");
    await writeFile(file, JSON.stringify([{ ...ACME, clientSecretFile: secret }]));
    expect(await read(file)).toEqual([
      { ...ACME, clientSecret: "hush", scopes: ["openid", "email", "profile"], roleMap: {} },
    ]);
  });

  it.each([
    ["no JSON", "[{", /valid JSON/],
    ["no file", "/no/such/file", /readable file/],
    [
      "a secret's file that is not there",
      [{ ...ACME, clientSecretFile: "/no/such" }],
      /acme that cannot be read/,
    ],
    ["an unknown field", [{ ...ACME, clientsecret: "x" }], /clientsecret/],
    ["plain http", [{ ...ACME, issuer: "http://id.acme.example" }], /0\.issuer/],
    ["the same id twice", [ACME, ACME], /1\.id: is there twice/],
    ["a role that is none", [{ ...ACME, roleClaim: "g", roleMap: { a: "owner" } }], /roleMap/],
    ["a map without a claim", [{ ...ACME, roleMap: { a: "admin" } }], /needs roleClaim/],
    ["a claim without a map", [{ ...ACME, roleClaim: "g" }], /needs roleMap/],
  ])("with %s ends the start with one line, without a secret", async (_, value, why) => {
    await expect(read(value)).rejects.toMatchObject({ reason: expect.stringMatching(why) });
    await expect(read(value)).rejects.toMatchObject({ reason: expect.not.stringMatching(/hush|\n/) });
  });
});

describe("what a provider claims", () => {
  const provider = {
    ...{ ...ACME, scopes: [] },
    roleClaim: "realm.roles",
    roleMap: { a: "admin", v: "viewer" } as const,
  };

  it("is the strongest role of a list or a word, by a path", () => {
    expect(roleOf(provider, { realm: { roles: ["v", "a", "x"] } })).toBe("admin");
    expect(roleOf(provider, { "realm.roles": "v" })).toBe("viewer");
    for (const roles of [[], ["x"], null, 7, { a: 1 }, ["toString"], ["__proto__"], [["a"]]])
      expect(roleOf(provider, { realm: { roles } })).toBeNull();
    expect(roleOf({ ...provider, roleClaim: undefined }, { realm: { roles: "a" } })).toBeNull();
    expect(claimAt({ a: "text" }, "a.length")).toBeUndefined();
  });

  it("is a verified address only where it says `true`", () => {
    for (const email_verified of [undefined, null, "true", 1, false])
      expect(readClaims(provider, "s", { email: "a@x.org", email_verified }).isEmailVerified).toBe(false);
    expect(readClaims(provider, "s", { email: "a@x.org", email_verified: true }).isEmailVerified).toBe(true);
    const silent = { ...provider, assumeEmailVerified: true };
    for (const [email_verified, isVerified] of [
      [undefined, true],
      [true, true],
      [false, false],
      [null, false],
      ["false", false],
    ])
      expect(readClaims(silent, "s", { email: "a@x.org", email_verified }).isEmailVerified).toBe(isVerified);
  });

  it("is of one source with its mark, and the settings' word is for where no source says it", () => {
    const token = { sub: "s", email: "a@x.org" };
    const joined = (from: object, assumeEmailVerified: boolean, own = {}) =>
      readClaims(
        { ...provider, assumeEmailVerified },
        "s",
        joinedClaims({ assumeEmailVerified }, { ...token, ...own }, { sub: "s", ...from }),
      );
    const denied = { email: "a@x.org", email_verified: false };
    for (const assumes of [true, false]) expect(joined(denied, assumes).isEmailVerified).toBe(false);
    expect(joined({}, true)).toMatchObject({ email: "a@x.org", isEmailVerified: true });
    expect(joined({ email: "b@x.org", email_verified: true }, true)).toMatchObject({
      email: "b@x.org",
      isEmailVerified: true,
    });
    expect(joined({ email: "b@x.org", email_verified: true }, true, { email_verified: false })).toMatchObject(
      { email: "a@x.org", isEmailVerified: false },
    );
  });
});

it.each([
  [
    "Entra",
    { roleClaim: "roles", roleMap: { "Rollcall.Admin": "admin" as const }, assumeEmailVerified: true },
    { email: "a@x.org", preferred_username: "a@x.onmicrosoft.com", roles: ["Rollcall.Admin"], tid: "t" },
    { isEmailVerified: true, role: "admin", name: "a@x.onmicrosoft.com" },
  ],
  [
    "authentik, before its scope mapping is changed",
    { roleClaim: "groups", roleMap: { staff: "viewer" as const }, assumeEmailVerified: true },
    { email: "a@x.org", email_verified: false, groups: ["staff", "authentik Admins"], name: "A" },
    { isEmailVerified: false, role: "viewer", name: "A" },
  ],
  [
    "Google",
    {},
    { email: "a@x.org", email_verified: true, hd: "x.org", name: "A" },
    { isEmailVerified: true, role: null, name: "A" },
  ],
  [
    "Keycloak",
    { roleClaim: "realm_access.roles", roleMap: { "rollcall-admin": "admin" as const } },
    { email: "a@x.org", email_verified: true, realm_access: { roles: ["offline_access", "rollcall-admin"] } },
    { isEmailVerified: true, role: "admin", name: undefined },
  ],
])("reads what %s sends", (_, more, claims, expected) => {
  const settings = { ...{ id: "x", name: "X", issuer: "https://x", clientId: "c" }, scopes: [], roleMap: {} };
  expect(readClaims({ ...settings, ...more }, "s", claims)).toMatchObject({ email: "a@x.org", ...expected });
});

it("a problem's sentence comes from a table, and an address can bring none of its own", () => {
  expect(problemWords("unverified", "Acme")).toContain("Acme has not verified");
  for (const unknown of [undefined, "", "<b>", "toString", "__proto__"])
    expect(problemWords(unknown, "Acme")).toBeUndefined();
});
