import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sharedBuildId } from "./bin/setup/stamp.mjs";

// Another folder than .next lets a build run beside a server. Next writes the folder's name into the tsconfig it is
// given, so such a build gets one of its own, outside the folder that Next empties first.
const distDir = process.env.NEXT_DIST_DIR || ".next";

function apartTsconfig() {
  const folder = path.join(import.meta.dirname, "node_modules", ".cache", "rollcall");
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `tsconfig${distDir}.json`);
  const root = path.relative(folder, import.meta.dirname);
  writeFileSync(
    file,
    JSON.stringify({ extends: `${root}/tsconfig.json`, include: [`${root}/next-env.d.ts`] }),
  );
  return path.relative(import.meta.dirname, file);
}

/** @type {import("next").NextConfig} */
const config = {
  distDir,
  generateBuildId: () => sharedBuildId(import.meta.dirname),
  poweredByHeader: false,
  // The server around Next does it (`bin/server.ts`), with Brotli.
  compress: false,
  reactStrictMode: true,
  serverExternalPackages: ["pg", "@node-rs/argon2", "pino"],
  images: { unoptimized: true },
  // The help pages' Markdown becomes part of the bundle: what runs need not have the folder beside it.
  turbopack: { root: import.meta.dirname, rules: { "*.md": { type: "text" } } },
  experimental: {
    // All pages and routes at the start are 16 MB, and a first look at one is no quicker for it.
    preloadEntriesOnStart: false,
    // What a build keeps for the next one takes it 6 s and 220 MB: worth it where there was one before.
    turbopackFileSystemCacheForBuild: existsSync(path.join(import.meta.dirname, distDir, "BUILD_ID")),
    // Nothing reads them: the server's chunks are not the ones any more that they are of (`slimChunks`). 7 s and 70 MB.
    turbopackSourceMaps: false,
    serverActions: { bodySizeLimit: "256kb" },
    // A script costs 0.7 kB of headers besides its bytes, and packs better when it is large: few of them, rather than many
    // that pages share.
    turbopackChunking: { requestCost: 1_000_000, minChunkSize: 150_000 },
  },
  // Types are checked by `npm run verify`, tests and scripts included.
  typescript: { ignoreBuildErrors: true, ...(distDir === ".next" ? {} : { tsconfigPath: apartTsconfig() }) },
};

export default config;
