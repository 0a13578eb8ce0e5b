import { textKey } from "#lib/store/db/text-key.ts";

/** Letters of other scripts, and figures, that are read as a Latin letter: "Нalden" is told from "Halden" by no reader. */
const LOOK_ALIKES: Record<string, string> = {
  ...{
    а: "a",
    в: "b",
    е: "e",
    ё: "e",
    һ: "h",
    к: "k",
    м: "m",
    о: "o",
    р: "p",
    с: "c",
    т: "t",
    у: "y",
    х: "x",
  },
  ...{ і: "l", ї: "l", ј: "j", ѕ: "s", ԁ: "d", ԛ: "q", ԝ: "w", н: "h", г: "r", п: "n", ԍ: "g", ӏ: "l" },
  ...{
    α: "a",
    β: "b",
    ε: "e",
    η: "n",
    ι: "l",
    κ: "k",
    μ: "u",
    ν: "v",
    ο: "o",
    ρ: "p",
    τ: "t",
    υ: "u",
    χ: "x",
  },
  ...{ γ: "y", ω: "w", ı: "l", ɡ: "g", ł: "l", ø: "o", ß: "ss", æ: "ae", œ: "oe", đ: "d", ð: "d" },
  ...{ i: "l", "0": "o", "1": "l" },
};

/** What no reader goes by: all but letters with their marks and figures, and letters that are not seen. */
const UNREAD = /[^\p{L}\p{M}\p{N}]|\p{Default_Ignorable_Code_Point}/gu;

/**
 * A user's name as a reader tells it from others: by its letters and figures alone, without case, accents, blanks, signs
 * that are not seen, and look-alikes of other scripts. A name without any letter is what it is.
 */
export function nameKey(name: string): string {
  const folded = textKey(name, 400);
  const letters = folded.replaceAll(UNREAD, "");
  return letters === "" ? folded : [...letters].map((sign) => LOOK_ALIKES[sign] ?? sign).join("");
}
