import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { RUNTIME } from "./setup/node.mjs";

const root = path.resolve(import.meta.dirname, "..");

/** Where the list of what Rollcall is made of is written. The folder is ignored by git. */
export const SBOM_FILE = path.join(root, ".runtime", "sbom.cdx.json");

/** Without these the list is of something else. */
const EXPECTED = ["next", "react", "react-dom", "next-auth", "kysely", "pg", "jose", "@node-rs/argon2"];

type Component = { group?: string; name: string; version: string; purl?: string };
type Bom = { bomFormat?: string; components?: Component[] };
type RuntimeLock = { packages: Record<string, { version: string; integrity: string }> };

/** The Node that machines with an older one fetch, as the SBOM lists it. */
export function runtimeComponents(): Component[] {
  const { packages } = JSON.parse(
    readFileSync(path.join(RUNTIME, "package-lock.json"), "utf8"),
  ) as RuntimeLock;
  return Object.entries(packages).flatMap(([at, { version, integrity }]) => {
    const name = at.replace("node_modules/", "");
    if (name === "") return [];
    const content = Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex");
    return {
      "bom-ref": `${name}@${version}`,
      type: "platform",
      scope: "optional",
      name,
      version,
      purl: `pkg:npm/${name}@${version}`,
      hashes: [{ alg: "SHA-512", content }],
    };
  });
}

/** What is wrong with a CycloneDX list, given the lockfile it is of; empty where it is good. */
export function faultsOf(bom: Bom, lock: { packages: Record<string, { version?: string }> }): string[] {
  if (bom.bomFormat !== "CycloneDX") return ["it is not CycloneDX"];
  const versions = new Map<string, Set<string>>();
  for (const { group, name, version } of bom.components ?? []) {
    const full = group ? `${group}/${name}` : name;
    versions.set(full, (versions.get(full) ?? new Set()).add(version));
  }
  const faults = EXPECTED.filter((name) => {
    const locked = lock.packages[`node_modules/${name}`]?.version;
    return locked === undefined || !versions.get(name)?.has(locked);
  }).map((name) => `it does not list ${name} as it is locked`);
  const nameless = (bom.components ?? []).filter(({ purl }) => !purl?.startsWith("pkg:npm/"));
  return nameless.length > 0 ? [...faults, `${nameless.length} components have no package URL`] : faults;
}

/**
 * Writes the SBOM of the lockfile and of the Node that is fetched as CycloneDX, tools of development marked as such: npm's `--omit=dev` leaves out what a
 * tool needs too, such as pg. Throws where it is not whole.
 */
export function writeSbom(): { file: string; components: number } {
  const args = ["sbom", "--sbom-format=cyclonedx", "--sbom-type=application", "--package-lock-only"];
  const result = spawnSync("npm", args, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (result.status !== 0) throw new Error(`npm sbom failed: ${result.stderr}`);
  const bom = JSON.parse(result.stdout) as Bom;
  const faults = faultsOf(bom, JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")));
  if (faults.length > 0) throw new Error(`the SBOM is not whole: ${faults.join("; ")}`);
  bom.components?.push(...runtimeComponents());
  mkdirSync(path.dirname(SBOM_FILE), { recursive: true });
  writeFileSync(SBOM_FILE, `${JSON.stringify(bom, null, 2)}\n`);
  return { file: SBOM_FILE, components: bom.components?.length ?? 0 };
}

if (import.meta.main) {
  try {
    const { file, components } = writeSbom();
    console.log(`${path.relative(root, file)}: ${components} packages`);
  } catch (error) {
    console.error(`rollcall: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
