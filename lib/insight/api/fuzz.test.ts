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
});
