import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { newSubmissionKey } from "./submission-key.ts";

afterEach(() => vi.unstubAllGlobals());

describe("newSubmissionKey", () => {
  it("is a UUID, another one each time, also where randomUUID is missing", () => {
    const { getRandomValues } = crypto;
    vi.stubGlobal("crypto", { getRandomValues: getRandomValues.bind(crypto) });
    const keys = Array.from({ length: 50 }, newSubmissionKey);
    expect(new Set(keys).size).toBe(50);
    for (const key of keys) expect(z.uuid().safeParse(key).success).toBe(true);
  });
});
