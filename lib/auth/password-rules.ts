import { z } from "zod";

export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 256;

/** The same password typed on two keyboards is the same text. */
export const normalizePassword = (password: string): string => password.normalize("NFKC");
const lengthOf = (password: string): number => Array.from(normalizePassword(password)).length;

/** A new password, by length alone; `passwordProblem` has the rest. */
export const newPasswordSchema = z
  .string()
  .refine((text) => lengthOf(text) >= PASSWORD_MIN, `Use at least ${PASSWORD_MIN} characters`)
  .refine((text) => lengthOf(text) <= PASSWORD_MAX, `Use at most ${PASSWORD_MAX} characters`);

/** A password as somebody signs in with it: bounded, not judged. */
export const givenPasswordSchema = z.string().min(1, "Enter your password").max(1024, "This is too long");

/** Of the lists of leaked passwords, the most common ones that are long enough to pass. */
const COMMON = new Set(
  `0123456789 1234567890 12345678910 123456789a 1234567891 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc abc1234567 abcd123456
  administrator adminadmin admin12345 admin123456 basketball changeme12 changeme123 changemeplease computer123 football123
  iloveyou12 iloveyou123 iloveyou1234 letmein123 letmein1234 letmeinplease master1234 mypassword password01 password10
  password11 password12 password123 password1234 password12345 passw0rd123 p@ssw0rd123 p@ssword123 princess123 q1w2e3r4t5
  q1w2e3r4t5y6 qazwsxedcrfv qwerty1234 qwerty12345 qwerty123456 qwertyuiop qwertyuiop123 rollcall12 rollcall123 starwars123
  sunshine123 superman123 trustno1234 welcome123 welcome1234 zaq12wsxcde3 zxcvbnm123 asdfghjkl1 asdfghjkl123 aa12345678
  a123456789 987654321a 0987654321 9876543210 football12 baseball123 secret12345 passwordpassword`.split(
    /\s+/,
  ),
);

const isOneRun = (text: string): boolean => {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const steps = new Set(points.slice(1).map((point, index) => point - (points[index] ?? 0)));
  return steps.size === 1 && [0, 1, -1].includes([...steps][0] ?? 9);
};

/** Why a new password will not do, as a sentence for its field; undefined when it will. */
export function passwordProblem(password: string, email: string): string | undefined {
  const length = lengthOf(password);
  if (length < PASSWORD_MIN) return `Use at least ${PASSWORD_MIN} characters`;
  if (length > PASSWORD_MAX) return `Use at most ${PASSWORD_MAX} characters`;
  const text = normalizePassword(password).trim().toLowerCase();
  const address = email.trim().toLowerCase();
  if (text === address || text === address.split("@")[0]) return "Your e-mail address is easy to guess";
  if (COMMON.has(text) || isOneRun(text)) return "This is among the first passwords anybody would try";
  return undefined;
}
