import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { AppError } from "#lib/core/errors.ts";
import { forgetPerProcess } from "#lib/core/per-process.ts";
import { MOST_BODY_BYTES, readJson } from "./json-body.ts";
import { MOST_VALUES } from "./json-measure.ts";

const SECRET = "canary-4711";
const schema = z.strictObject({
  name: z.string().optional(),
  changes: z
    .array(z.strictObject({ kind: z.enum(["a"]), input: z.strictObject({ to: z.number() }) }))
    .optional(),
});
const sending = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  new Request("http://127.0.0.1/api/v1/plans", {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });
const refusal = async (request: Request): Promise<AppError> => {
  try {
    await readJson(request, schema);
  } catch (error) {
    return error as AppError;
  }
  throw new Error("it was let through");
};

describe("a JSON body", () => {
  afterEach(() => forgetPerProcess("receiving"));

  it("is read as it was sent, with a charset and a mark before it too", async () => {
    const request = sending('\uFEFF{"name":"Zoë"}', { "content-type": "Application/JSON; charset=utf-8" });
    expect(await readJson(request, schema)).toEqual({ given: { name: "Zoë" }, body: { name: "Zoë" } });
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])(
    "of the type %j is refused",
    async (type) => {
      expect(await refusal(sending("{}", { "content-type": type }))).toMatchObject({ code: "NOT_JSON" });
    },
  );

  it.each([
    ['{"name":"a","colour":1}', "colour"],
    ['{"changes":[{"kind":"a","input":{"to":1,"role":"admin"}}]}', "changes.0.input.role"],
    ['{"changes":[{"kind":"a","input":{"to":1},"isAdmin":true}]}', "changes.0.isAdmin"],
    ['{"__proto__":{"name":"a"}}', "__proto__"],
    ['{"changes":[{"kind":"a","input":{"to":1,"__proto__":{"to":2}}}]}', "changes.0.input.__proto__"],
    ['{"constructor":{"prototype":{}}}', "constructor"],
    ['{"changes":[{"kind":"b","input":{"to":1}}]}', "changes.0.kind"],
    ['{"name":"a\\u0000b"}', "name"],
    ['{"name":"\\ud800"}', "name"],
    ['{"a\\u0000b":1}', "a\0b"],
  ])("%s is refused by its path", async (body, path) => {
    const { code, fields, reason } = await refusal(sending(body));
    expect([code, Object.keys(fields ?? {})]).toEqual(["INVALID_INPUT", [path]]);
    expect(reason?.length).toBeLessThan(300);
    expect(({} as { name?: string }).name).toBeUndefined();
  });

  it("that is cut off, is no text or is no JSON is refused without a word of it", async () => {
    const cut = `{"name":"${SECRET}`;
    for (const body of [cut, "", "nul", `{"name":${SECRET}}`, new Uint8Array([0x22, 0xff, 0xfe, 0x22])]) {
      const { code, reason, detail } = await refusal(sending(body));
      expect([code, reason]).toEqual(["INVALID_INPUT", "This is no JSON, or it did not arrive whole"]);
      expect(`${reason} ${detail}`).not.toContain(SECRET);
    }
    const short = sending('{"name":"a"}', { "content-length": "400" });
    expect(await refusal(short)).toMatchObject({ code: "INVALID_INPUT" });
  });

  it("says nothing of the values that were sent", async () => {
    const body = { name: [SECRET], changes: [{ kind: SECRET, input: { to: SECRET } }] };
    const { fields, reason } = await refusal(sending(JSON.stringify(body)));
    expect(Object.keys(fields ?? {})).toEqual(["name", "changes.0.kind", "changes.0.input.to"]);
    expect(JSON.stringify([fields, reason])).not.toContain(SECRET);
  });

  it("has an end, a depth, and so many complaints", async () => {
    const large = sending("{}", { "content-length": String(MOST_BODY_BYTES + 1) });
    expect(await refusal(large)).toMatchObject({ code: "TOO_LARGE" });
    const deep = `{"name":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    expect(await refusal(sending(deep))).toMatchObject({ reason: "This is nested too deep" });
    const many = await refusal(sending(`{"name":[${"0,".repeat(MOST_VALUES)}0]}`));
    expect([many.code, many.reason]).toEqual(["TOO_LARGE", "A body has at most 500,000 values"]);
    const texts = `{"name":"${"a,[{".repeat(200_000)}\\"${"[,".repeat(200_000)}"}`;
    expect(await readJson(sending(texts), schema)).toMatchObject({ body: { name: expect.any(String) } });
    const wrong = { changes: Array.from({ length: 5_000 }, () => ({ kind: 1, input: 1 })) };
    const { fields } = await refusal(sending(JSON.stringify(wrong)));
    expect(Object.keys(fields ?? {})).toHaveLength(50);
  });
});
