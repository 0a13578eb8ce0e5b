import "server-only";
import { env } from "#lib/core/env.ts";
import { COMMON_PASSWORDS } from "./common-passwords.ts";
import { normalizePassword, PASSWORD_MAX, PASSWORD_MIN, passwordLength } from "./password-rules.ts";

/** What leaked passwords are made of: with digits and signs around, one of these stays as easy to guess. */
const ROOTS =
  `password passwort passphrase letmein welcome login admin administrator user guest default changeme secret qwertyuiop qwerty
  qwertz azerty asdfghjkl asdfgh zxcvbnm zxcvbn qazwsx qazwsxedc 1qaz2wsx zaq1xsw2 1q2w3e4r5t 1q2w3e4r q1w2e3r4 iloveyou
  loveyou monkey dragon princess sunshine football baseball basketball soccer hockey superman batman spiderman starwars pokemon
  master shadow michael jordan charlie ashley jessica daniel thomas computer internet samsung google facebook trustno1 whatever
  freedom hello summer winter spring autumn january february march april june july august september october november december
  monday tuesday wednesday thursday friday saturday sunday test testing demo sample company office server system access abcdef`
    .trim()
    .split(/\s+/);

/** Words about this place that anybody would think of. */
const PRODUCT = ["rollcall", "paperspace", "gitbook"];
const SHORTEST_WORD = 4;
/** So many letters and digits have to be left when such a word is taken away. */
const OWN_CHARACTERS = 3;
const FEWEST_CHARACTERS = 5;

const LEET: Record<string, string> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

const lowered = (text: string): string => normalizePassword(text).trim().toLowerCase();
const unleeted = (text: string): string =>
  Array.from(text, (character) => LEET[character] ?? character).join("");

const wordsIn = (text: string): string[] =>
  lowered(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= SHORTEST_WORD);

/** One step up, down or none from each character to the next. */
const isOneRun = (text: string): boolean => {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const steps = new Set(points.slice(1).map((point, index) => point - (points[index] ?? 0)));
  return steps.size === 1 && [0, 1, -1].includes([...steps][0] ?? 9);
};

/** The same few characters again and again. */
function isRepeated(text: string): boolean {
  for (let length = 1; length <= Math.min(6, text.length / 2); length++)
    if (
      text ===
      text
        .slice(0, length)
        .repeat(Math.ceil(text.length / length))
        .slice(0, text.length)
    )
      return true;
  return false;
}

/** One such word, however often, with nothing around it but digits and signs. */
function isMadeOf(text: string, words: readonly string[]): boolean {
  const core = text.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  return [text, core, unleeted(core), unleeted(text)].some((spelling) =>
    words.some(
      (word) =>
        spelling.includes(word) &&
        Array.from(spelling.replaceAll(word, "").replaceAll(/[^\p{L}\p{N}]/gu, "")).length < OWN_CHARACTERS,
    ),
  );
}

/** Whom and what a password is for: nobody's is their own name or address. */
export type PasswordContext = { email: string; name?: string | undefined };

/** Why a new password will not do, as a sentence for its field; undefined when it will. No rules about its composition. */
export function passwordProblem(password: string, { email, name = "" }: PasswordContext): string | undefined {
  const length = passwordLength(password);
  if (length < PASSWORD_MIN) return `Use at least ${PASSWORD_MIN} characters`;
  if (length > PASSWORD_MAX) return `Use at most ${PASSWORD_MAX} characters`;
  const text = lowered(password);
  const address = lowered(email);
  const about = [address, address.split("@")[0] ?? address, ...wordsIn(email), ...wordsIn(name)].filter(
    (word) => word.length >= SHORTEST_WORD,
  );
  if (isMadeOf(text, about)) return "Your name and e-mail address are easy to guess";
  const place = [...PRODUCT, ...wordsIn(new URL(env().ROLLCALL_URL).hostname)];
  const isGuessed =
    COMMON_PASSWORDS.has(text) ||
    isOneRun(text) ||
    isRepeated(text) ||
    isMadeOf(text, [...place, ...ROOTS]) ||
    new Set(text).size < FEWEST_CHARACTERS;
  return isGuessed ? "This is among the first passwords anybody would try" : undefined;
}
