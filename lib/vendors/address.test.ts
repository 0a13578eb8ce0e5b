import { afterEach, expect, it } from "vitest";
import { parseEnv, replaceEnv } from "#lib/core/env.ts";
import { checkVendorAddresses } from "#lib/vendors/address.ts";

afterEach(() => replaceEnv(parseEnv({})));

const here = { PAPERSPACE_API_URL: "http://127.0.0.1:9/v1", GITBOOK_API_URL: "http://[::1]:9/v1" };
const start = (settings: Record<string, string>) => () => {
  replaceEnv(parseEnv({ ROLLCALL_TEST_CLOCK: "/nowhere/clock", ...settings }));
  checkVendorAddresses();
};

it("lets tests move the clock where every vendor is on this machine", () => {
  expect(start(here)).not.toThrow();
  expect(start({ ...here, GITBOOK_API_URL: "http://localhost:9/v1" })).not.toThrow();
});

it.each([
  ["nothing but the vendors themselves", {}],
  ["one real vendor", { PAPERSPACE_API_URL: here.PAPERSPACE_API_URL }],
  ["another machine", { ...here, GITBOOK_API_URL: "http://10.0.0.9/v1" }],
  ["a name that only looks like it", { ...here, GITBOOK_API_URL: "https://127.0.0.1.example.com/v1" }],
])("refuses it in one line with %s", (_, settings) => {
  expect(start(settings)).toThrow(/^ROLLCALL_TEST_CLOCK is for tests on the sandbox alone[^\n]*$/);
});
