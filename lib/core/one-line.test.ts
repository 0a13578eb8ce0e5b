import { describe, expect, it } from "vitest";
import { oneLine } from "./one-line.ts";

describe("oneLine", () => {
  it("leaves one line of what had several", () => {
    expect(oneLine("Maya\r\nBcc: all@halden.example\n\n.\r\n", 200)).toBe("Maya Bcc: all@halden.example .");
    expect(oneLine("a\u2028b\u2029c\u0085d\0e\tf", 200)).toBe("a b c d e f");
  });

  it("leaves nothing that turns or hides text", () => {
    expect(oneLine("\u202egnp.exe\u202c \u2066x\u2069 \u200bzero\ufeff \ud800", 200)).toBe("gnp.exe x zero");
  });

  it("clips by signs, not in the middle of one", () => {
    expect(oneLine("😀😀😀😀", 3)).toBe("😀😀…");
    expect(oneLine("four", 4)).toBe("four");
  });
});
