import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { findSources } from "./sources.mjs";

/**
 * A digest of the names and contents of all sources.
 * @param {string} root
 */
export function stampOf(root) {
  const hash = createHash("sha256");
  for (const file of findSources(root).files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update("\0");
  return hash.digest("hex");
}

/** A digest of the key that servers share whose builds were made apart; empty where none is given. */
export function actionsKeyDigest() {
  const key = process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY;
  return key ? createHash("sha256").update(`rollcall build\0${key}`).digest("hex") : "";
}

/**
 * The same name for builds of the same sources with the same key; null where no key is given, and each build is one of its own.
 * @param {string} root
 */
export function sharedBuildId(root) {
  const key = actionsKeyDigest();
  return key === ""
    ? null
    : createHash("sha256").update(stampOf(root)).update(key).digest("hex").slice(0, 24);
}
