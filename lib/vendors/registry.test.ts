import { afterEach, describe, expect, it } from "vitest";
import { parseEnv, replaceEnv } from "#lib/core/env.ts";
import { checkVendorAddresses } from "./address.ts";
import { VENDOR_FACTS } from "./facts.ts";
import { getVendor } from "./registry.ts";

const use = (settings: Record<string, string>): void => replaceEnv(parseEnv(settings));
afterEach(() => use({}));

describe("the vendors' addresses", () => {
  it("are the vendors' own where none is given", () => {
    use({});
    checkVendorAddresses();
    expect(VENDOR_FACTS.paperspace.apiUrl).toEqual({
      variable: "PAPERSPACE_API_URL",
      standard: "https://api.paperspace.com/v1",
    });
    expect(VENDOR_FACTS.gitbook.apiUrl).toEqual({
      variable: "GITBOOK_API_URL",
      standard: "https://api.gitbook.com/v1",
    });
  });

  it.each([
    ["PAPERSPACE_API_URL", "ftp://example.com"],
    ["GITBOOK_API_URL", "https://user:pass@example.com"],
    ["GITBOOK_API_URL", '"https://api.gitbook.com/v1"'],
  ])("refuse %s=%s in one line that names it and does not show it", (name, value) => {
    use({ [name]: value });
    expect(checkVendorAddresses).toThrow(name);
    let message = "";
    try {
      checkVendorAddresses();
    } catch (error) {
      message = String(error);
    }
    expect(message).not.toContain("\n");
    expect(message).not.toContain(value);
  });

  it("do not stop a server for another program's variable", () => {
    use({ SOMEBODYS_API_URL: "not an address" });
    expect(checkVendorAddresses).not.toThrow();
    expect(getVendor("gitbook").id).toBe("gitbook");
  });
});
