import fc from "fast-check";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { halfOf, insertWorld, OURS, THEIRS } from "#lib/access/grants/world.testing.ts";
import { TOKEN_SCOPES } from "#lib/access/tokens/constants.ts";
import { forgetPerProcess } from "#lib/core/per-process.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { approvalIdOf, ask, insertPlanOf, makeToken, planIdOf, somebody } from "./api.testing.ts";
import { openApi } from "./openapi.ts";

const half = halfOf(OURS);
const idFor = (path: string): string => {
  if (path.startsWith("/people")) return half.personId;
  if (path.startsWith("/plans")) return planIdOf(half);
  if (path.startsWith("/approvals")) return approvalIdOf(half);
  return path.startsWith("/batches") ? half.batchId : half.teamId;
};
const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.webQueryParameters());

/** What a parameter may be by the document, and what it may not. */
function anyOf(schema: unknown): fc.Arbitrary<string> {
  const words =
    typeof schema === "object" && schema !== null && "enum" in schema && Array.isArray(schema.enum)
      ? schema.enum.map(String)
      : [];
  const number = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer(), fc.double()).map(String);
  const cursor = fc
    .tuple(fc.constantFrom(1, 2), fc.constantFrom("teams", "people", "events"), fc.oneof(fc.nat(), text))
    .map((parts) => Buffer.from(JSON.stringify(parts)).toString("base64url"));
  return fc.oneof(...(words.length > 0 ? [fc.constantFrom(...words)] : []), number, cursor, text);
}

type Schema = Record<string, unknown>;
const isSchema = (it: unknown): it is Schema => typeof it === "object" && it !== null;
const listIn = (it: unknown): Schema[] => (Array.isArray(it) ? it.filter(isSchema) : []);

/** What a body may be by the document; texts are often ids of what is there. */
function bodyOf(schema: unknown, ids: readonly string[]): fc.Arbitrary<unknown> {
  if (!isSchema(schema)) return fc.jsonValue();
  const { enum: words, const: only, anyOf: either, oneOf: one, properties, items } = schema;
  if (only !== undefined) return fc.constant(only);
  if (Array.isArray(words)) return fc.constantFrom(...words);
  const ways = [...listIn(either), ...listIn(one)];
  if (ways.length > 0) return fc.oneof(...ways.map((way) => bodyOf(way, ids)));
  if (isSchema(properties)) {
    const fields = Object.entries(properties).filter(([, it]) => !(isSchema(it) && "not" in it));
    const required = Array.isArray(schema.required) ? schema.required : [];
    const whole = fc.record(Object.fromEntries(fields.map(([name, it]) => [name, bodyOf(it, ids)])), {
      requiredKeys: required,
    });
    // Exactly one of several ways.
    return schema.maxProperties === 1
      ? fc.constantFrom(...fields).chain(([name, it]) => bodyOf(it, ids).map((value) => ({ [name]: value })))
      : whole;
  }
  if (isSchema(items)) return fc.array(bodyOf(items, ids), { maxLength: 3 });
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "integer" || schema.type === "number") return fc.oneof(fc.nat(500), fc.double());
  if (schema.type === "string")
    return fc.oneof(fc.constantFrom(...ids, "\0", "\ud800", "__proto__"), text, fc.emailAddress());
  return schema.type === "object" ? fc.dictionary(text, fc.string(), { maxKeys: 2 }) : fc.jsonValue();
}

/** The same with one field too much, or with another value. */
function spoilt([given, at, value]: [unknown, number, unknown]): unknown {
  if (!isSchema(given)) return value;
  const names = Object.keys(given);
  const name = names[at % (names.length + 1)] ?? "isAdmin";
  return { ...given, [name]: value };
}

describeEachStore("every operation, by the document", () => {
  let token = "";
  beforeAll(async () => {
    const admin = await somebody("fay", "admin");
    await insertWorld(admin.userId);
    for (const half of [halfOf(OURS), halfOf(THEIRS)]) await insertPlanOf(half, admin.userId);
    token = (await makeToken(admin, { name: "Fuzz", scopes: [...TOKEN_SCOPES] })).token;
  });
  beforeEach(() => forgetPerProcess("api-rate"));

  const reads = Object.entries(openApi().paths).flatMap(([path, { get }]) => (get ? [{ path, get }] : []));
  it.each(reads)("GET $path never fails, and always answers as it says", async ({ path, get }) => {
    const named = get.parameters.filter((one) => one.in === "query");
    const known = fc.record(Object.fromEntries(named.map(({ name, schema }) => [name, anyOf(schema)])), {
      requiredKeys: [],
    });
    const others = fc.dictionary(text, text, { maxKeys: 1 });
    const query = fc.oneof({ weight: 4, arbitrary: known }, { weight: 1, arbitrary: others });
    const right = idFor(path);
    const id = fc.oneof({ weight: 4, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: text });
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(query, id, async (given, one) => {
        const asked = new URLSearchParams(
          Object.entries(given).map(([name, value]): [string, string] => [name, value ?? ""]),
        );
        const { status } = await ask(path, { token, id: one.toWellFormed(), query: asked.toString() });
        expect([200, 400, 404]).toContain(status);
        if (status === 200) answered++;
      }),
      { numRuns: 60, examples: [[{}, right]] },
    );
    expect(answered).toBeGreaterThan(0);
  });

  const writes = Object.entries(openApi().paths).flatMap(([path, { post }]) =>
    post ? [{ path, post }] : [],
  );
  it.each(writes)("POST $path never fails, and always answers as it says", async ({ path, post }) => {
    const ids = [half.teamId, half.connectionId, half.personId, half.batchId, planIdOf(half)];
    const right = bodyOf(post.requestBody.content["application/json"].schema, ids);
    const body = fc.oneof(
      { weight: 3, arbitrary: right },
      { weight: 2, arbitrary: fc.tuple(right, fc.nat(), fc.jsonValue()).map(spoilt) },
      { weight: 1, arbitrary: fc.jsonValue() },
      { weight: 1, arbitrary: fc.string() },
    );
    const key = fc.oneof(
      fc.uuid(),
      fc.string({ unit: "grapheme-ascii" }).map((it) => it.trim()),
    );
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(body, key, async (given, one) => {
        const headers: Record<string, string> = one === "" ? {} : { "idempotency-key": one };
        const { status } = await ask(path, { token, headers, body: given ?? "null" });
        expect(status).toBeLessThan(500);
        seen.add(status);
      }),
      { numRuns: 150 },
    );
    expect(seen.size).toBeGreaterThan(1);
  });
});
