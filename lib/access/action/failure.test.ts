import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorWords, isErrorCode } from "#lib/core/error-words.ts";
import { ERROR_CODES } from "#lib/core/errors.ts";
import { ActionFailure, fieldErrorsOf } from "./failure.ts";
import { fetchJson } from "./fetch-json.ts";

describe("field errors of an action", () => {
  it("are flattened with their paths", () => {
    const formatted = {
      _errors: ["whole"],
      name: { _errors: ["too long"] },
      changes: { 0: { value: { _errors: ["empty", "odd"] } } },
    };
    expect(fieldErrorsOf(formatted)).toEqual({
      "": ["whole"],
      name: ["too long"],
      "changes.0.value": ["empty", "odd"],
    });
    expect(fieldErrorsOf(undefined)).toEqual({});
  });
});

describe("words for an error", () => {
  it.each([...ERROR_CODES])("%s has a sentence", (code) => {
    expect(errorWords({ code })).toMatch(/^[A-Z].+\.$/);
    expect(isErrorCode(code)).toBe(true);
  });
  it.each(["BAD_GATEWAY", "toString", 502, undefined])("%s is no code", (code) => {
    expect(isErrorCode(code)).toBe(false);
  });
  it("quote the vendor, name the subject, give the reference", () => {
    const vendor = { vendor: "GitBook", subject: "Ada" };
    expect(errorWords({ code: "VENDOR_REFUSED", reason: "Title too long" }, vendor)).toBe(
      "GitBook refused this. It said: “Title too long”",
    );
    expect(errorWords({ code: "VENDOR_NOT_FOUND" }, vendor)).toBe("Ada is no longer on GitBook.");
    expect(errorWords({ code: "INTERNAL", reference: "r1" })).toContain("r1");
    expect(errorWords({ code: "INVALID_INPUT", fields: { name: ["Too long"] } })).toBe("Too long");
  });
});

describe("reading a route", () => {
  let url = "";
  const server = createServer((request, response) => {
    const [, status = "200", body = ""] = decodeURIComponent(request.url ?? "").split("|");
    response.writeHead(Number(status), { "content-type": "application/json" }).end(body);
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => server.close());
  const read = (status: number, body: string) =>
    fetchJson(url + encodeURIComponent(`|${status}|${body}`)).catch((error: unknown) => error);

  it("returns the JSON", async () => {
    expect(await read(200, '{"a":1}')).toEqual({ a: 1 });
  });
  it.each([
    [403, '{"code":"FORBIDDEN"}', { code: "FORBIDDEN" }],
    [502, '{"code":"VENDOR_TIMEOUT","reason":"slow"}', { code: "VENDOR_TIMEOUT", reason: "slow" }],
    [401, "<html>", { code: "UNAUTHENTICATED" }],
    [500, '{"code":"MADE_UP"}', { code: "INTERNAL" }],
    [200, '{"a":', { code: "INTERNAL" }],
  ])("fails with %i %s", async (status, body, wanted) => {
    const failure = await read(status, body);
    expect(failure).toBeInstanceOf(ActionFailure);
    expect(failure).toMatchObject({ error: wanted });
  });
  it("says when nothing answers, and passes an abort on", async () => {
    await expect(fetchJson("http://127.0.0.1:1/")).rejects.toMatchObject({ error: { code: "INTERNAL" } });
    const abort = new AbortController();
    abort.abort();
    await expect(fetchJson(url, abort.signal)).rejects.toMatchObject({ name: "AbortError" });
  });
});
