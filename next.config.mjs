import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

// Another folder than .next lets a build run beside a server; it brings its own tsconfig, since Next writes the
// folder's name into the one it is given.
const distDir = process.env.NEXT_DIST_DIR || ".next";

function apartTsconfig() {
  const folder = path.join(import.meta.dirname, distDir);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: path.relative(folder, path.join(import.meta.dirname, "tsconfig.json")),
      include: [path.relative(folder, path.join(import.meta.dirname, "next-env.d.ts"))],
    }),
  );
  return `${distDir}/tsconfig.json`;
}

/** @type {import("next").NextConfig} */
const config = {
  distDir,
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ["pg", "@node-rs/argon2", "pino"],
  images: { unoptimized: true },
  turbopack: { root: import.meta.dirname },
  experimental: { serverActions: { bodySizeLimit: "256kb" } },
  ...(distDir === ".next" ? {} : { typescript: { tsconfigPath: apartTsconfig(), ignoreBuildErrors: true } }),
};

export default config;
