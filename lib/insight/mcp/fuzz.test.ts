import fc from "fast-check";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { halfOf, insertWorld, OURS } from "#lib/access/grants/world.testing.ts";
import { TOKEN_SCOPES } from "#lib/access/tokens/constants.ts";
import { forgetPerProcess } from "#lib/core/per-process.ts";
import { makeToken, somebody } from "#lib/insight/api/api.testing.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { post } from "./mcp.testing.ts";
import { TOOLS } from "./server.ts";

const half = halfOf(OURS);
const method = fc.oneof(
  fc.constantFrom(
    "ping",
    "initialize",
    "tools/list",
    "tools/call",
    "server/discover",
    "subscriptions/listen",
  ),
  fc.constantFrom("notifications/cancelled", "resources/list", "tasks/get", "__proto__", "constructor"),
  fc.string(),
);
const id = fc.oneof(fc.nat(), fc.string(), fc.constant(null), fc.double(), fc.constant({}), fc.constant([1]));
const json = fc.jsonValue({ maxDepth: 4 });
const envelope = { "io.modelcontextprotocol/protocolVersion": "2026-07-28" };
const params = fc.oneof(
  json,
  fc.record({
    name: fc.oneof(fc.constantFrom(...TOOLS.map(({ name }) => name)), fc.string()),
    arguments: json,
  }),
  fc.record({ _meta: fc.oneof(fc.constant(envelope), json), notifications: json }),
);
const message = fc.record(
  { jsonrpc: fc.constantFrom("2.0", "1.0"), id, method, params },
  { requiredKeys: [] },
);
const headers = fc.record(
  {
    "mcp-protocol-version": fc.constantFrom("2025-03-26", "2025-11-25", "2026-07-28", "x"),
    "mcp-method": fc.constantFrom("ping", "tools/call", "x"),
    "mcp-session-id": fc.constantFrom("x", "__proto__"),
  },
  { requiredKeys: [] },
);

describeEachStore("whatever is sent to MCP", () => {
  let token = "";
  beforeAll(async () => {
    const admin = await somebody("fay", "admin");
    await insertWorld(admin.userId);
    token = (await makeToken(admin, { name: "Fuzz", scopes: [...TOKEN_SCOPES] })).token;
  });
  beforeEach(() => forgetPerProcess("api-rate"));

  it("is answered, and never by a failure of Rollcall's own", async () => {
    const sent = fc.oneof(message, fc.array(message, { maxLength: 3 }), json, fc.string());
    await fc.assert(
      fc.asyncProperty(sent, headers, async (given, named) => {
        forgetPerProcess("api-rate");
        const answer = await post(token, given, named);
        const text = await answer.text();
        expect([200, 202, 400, 404]).toContain(answer.status);
        expect(text).not.toMatch(/code\\*":\\*"INTERNAL|-32603|node_modules/);
      }),
      {
        numRuns: 300,
        examples: [
          ["[".repeat(100_000), {}],
          [
            `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}`,
            {},
          ],
          [`{"jsonrpc":"2.0","id":1,"method":"ping","params":{"__proto__":{"x":1},"constructor":{}}}`, {}],
          [
            {
              jsonrpc: "2.0",
              id: 1e300,
              method: "tools/call",
              params: { name: "list_teams", arguments: [] },
            },
            {},
          ],
        ],
      },
    );
  });

  it.each(TOOLS.map(({ name, input }) => [name, Object.keys(input.shape)] as const))(
    "%s takes any arguments, and says what is wrong with them",
    async (name, names) => {
      const value = fc.oneof(
        json,
        fc.constantFrom(half.teamId, half.personId, half.batchId, "asc", "yes", 1, "1"),
      );
      const given = fc.dictionary(
        fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...names) }, fc.string()),
        value,
        {
          maxKeys: 4,
        },
      );
      await fc.assert(
        fc.asyncProperty(given, async (sent) => {
          forgetPerProcess("api-rate");
          const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: sent } };
          const answer = await post(token, call);
          const text = await answer.text();
          expect([200, text.includes('"result"')]).toEqual([answer.status, true]);
          expect(text).not.toMatch(/code\\*":\\*"INTERNAL/);
        }),
        { numRuns: 40, examples: [[{}]] },
      );
    },
  );
});
