// @own-process: with the real costs, which most tests do without.
import { describe, expect, it } from "vitest";
import { hashNewPassword, hashPassword, isPassword } from "./password.ts";

describe("password hashes", () => {
  it("are argon2id with OWASP's parameters, salted each time", async () => {
    const [one, two] = await Promise.all([hashPassword("correct horse"), hashPassword("correct horse")]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
  });

  it("tell the password from any other, however it is typed", async () => {
    const stored = await hashPassword("caf\u00e9 au lait");
    expect(await isPassword(stored, "cafe\u0301 au lait")).toBe(true);
    expect(await isPassword(stored, "cafe au lait")).toBe(false);
  });

  it("are never matched by an account without one", async () => {
    expect(await isPassword(null, "anything at all")).toBe(false);
    expect(await isPassword(undefined, "")).toBe(false);
  });

  it("work as hard for an account that does not exist", async () => {
    const stored = await hashPassword("correct horse");
    const time = async (hash: string | undefined): Promise<number> => {
      const times: number[] = [];
      for (let i = 0; i < 7; i++) {
        const start = performance.now();
        await isPassword(hash, "wrong");
        times.push(performance.now() - start);
      }
      // The quickest: what else the machine does only ever adds.
      return Math.min(...times);
    };
    await isPassword(undefined, "warm up");
    const [known, unknown] = [await time(stored), await time(undefined)];
    // Without a dummy hash the ratio is in the hundreds.
    expect(known / unknown).toBeLessThan(20);
    expect(unknown / known).toBeLessThan(20);
  });

  it("are not made of a password that the rules refuse", async () => {
    await expect(hashNewPassword("password123", { email: "a@b.c" }, "newPassword")).rejects.toMatchObject({
      code: "INVALID_INPUT",
      fields: { newPassword: [expect.any(String)] },
    });
  });
});
