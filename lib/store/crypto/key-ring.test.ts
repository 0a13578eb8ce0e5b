import { describe, expect, it } from "vitest";
import { db } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";
import {
  derivedKey,
  isSealedWithOlderKey,
  type SealBinding,
  SealError,
  seal,
  sealedDigest,
  sealWith,
  unseal,
  unsealWith,
} from "./key-ring.ts";
import { newKeyText, parseKeys } from "./keys.ts";

const HOME: SealBinding = {
  table: "connections",
  column: "sealed_token",
  row: "1",
  vendor: "gitbook",
  target: "org",
};
const TOKEN = "gb_api_canary-token ✓";
const keyOf = (id: string) => parseKeys(newKeyText().replace(/^[^:]+/, id), "test");

const whyRefused = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof SealError) return error.why;
    throw error;
  }
  return "opened";
};

describe("the key ring", () => {
  useTestStore();

  it("opens what it sealed, and shows nothing of it", async () => {
    const sealed = await seal(TOKEN, HOME);
    expect(sealed).not.toContain("canary");
    expect(Object.keys(JSON.parse(sealed))).toEqual(["protected", "iv", "ciphertext", "tag"]);
    expect(await unseal(sealed, HOME)).toBe(TOKEN);
    expect(await unseal(await seal("", HOME), HOME)).toBe("");
  });

  it("never seals the same text the same way twice", async () => {
    expect(sealedDigest(await seal(TOKEN, HOME))).not.toBe(sealedDigest(await seal(TOKEN, HOME)));
  });

  it.each([
    { ...HOME, row: "2" },
    { ...HOME, table: "changes" },
    { ...HOME, column: "sealed_value" },
    { ...HOME, vendor: "paperspace" },
    { ...HOME, target: "another" },
    { table: HOME.table, column: HOME.column, row: HOME.row },
  ])("does not open elsewhere: %j", async (elsewhere) => {
    expect(await whyRefused(unseal(await seal(TOKEN, HOME), elsewhere))).toBe("refused");
  });

  it("does not open with any bit flipped, in any part", async () => {
    const jwe = JSON.parse(await seal(TOKEN, HOME)) as Record<string, string>;
    for (const [part, text] of Object.entries(jwe)) {
      const bytes = Buffer.from(text, "base64url");
      for (let index = 0; index < bytes.length; index++) {
        const flipped = Buffer.from(bytes);
        flipped[index] = (flipped[index] ?? 0) ^ 1;
        const changed = JSON.stringify({ ...jwe, [part]: flipped.toString("base64url") });
        expect(await whyRefused(unseal(changed, HOME)), `${part} ${index}`).not.toBe("opened");
      }
    }
  });

  it.each(["", "null", "{}", "[]", '{"protected":"e30","ciphertext":""}', '{"protected":1,"ciphertext":2}'])(
    "refuses %j",
    async (text) => {
      expect(await whyRefused(unseal(text, HOME))).toBe("refused");
    },
  );

  it("takes no other algorithm from the text", async () => {
    const jwe = JSON.parse(await seal(TOKEN, HOME)) as { protected: string };
    const header = JSON.parse(Buffer.from(jwe.protected, "base64url").toString()) as object;
    const weaker = Buffer.from(JSON.stringify({ ...header, enc: "A128CBC-HS256" })).toString("base64url");
    expect(await whyRefused(unseal(JSON.stringify({ ...jwe, protected: weaker }), HOME))).toBe("refused");
  });

  it("opens with an old key, knows that it is old, and names a key that is not there", async () => {
    const old = keyOf("old");
    const sealed = await sealWith(old, TOKEN, HOME);
    expect(await unsealWith([...keyOf("new"), ...old], sealed, HOME)).toBe(TOKEN);
    expect(await whyRefused(unsealWith(keyOf("new"), sealed, HOME))).toBe("unknown-key");
    expect(await whyRefused(unsealWith(keyOf("old"), sealed, HOME))).toBe("refused");
    expect(isSealedWithOlderKey(sealed)).toBe(true);
    expect(isSealedWithOlderKey(await seal(TOKEN, HOME))).toBe(false);
  });

  it("derives one secret a label, always the same", () => {
    const labels = ["session", "audit", "fingerprint", "batch-values"] as const;
    const texts = labels.map((label) => Buffer.from(derivedKey(label)).toString("hex"));
    expect(new Set(texts).size).toBe(labels.length);
    expect(labels.map((label) => Buffer.from(derivedKey(label)).toString("hex"))).toEqual(texts);
    for (const text of texts) expect(text).toHaveLength(64);
  });

  it("keeps no key material in the store", async () => {
    const rows = await db().selectFrom("meta").selectAll().execute();
    const root = Buffer.from(derivedKey("session")).toString("base64");
    expect(JSON.stringify(rows)).not.toContain(root);
    expect(rows.map((row) => row.key)).toEqual(["key-ring.root"]);
  });
});
