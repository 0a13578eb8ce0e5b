import { CAST, LOCALES, SLOTS } from "./names.ts";
import type { OrgRole } from "./types.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

/** A made-up person, the same for the same seed and index in every tenant and at both vendors. */
export interface Person {
  index: number;
  paperspaceId: string;
  gitbookId: string;
  email: string;
  /** The same address as GitBook has it: other case for some, null for some. */
  gitbookEmail: string | null;
  firstName: string | null;
  lastName: string | null;
  displayName: string;
  admin: boolean;
  invited: boolean;
  disabled: boolean;
  sso: boolean;
  orgRole: OrgRole;
  /** Epoch milliseconds. */
  joinedAt: number;
  lastActiveAt: number | null;
}

/** A well mixed 32-bit number of two; for one seed, different indexes give different numbers. */
export const mix = (seed: number, index: number): number => {
  let value = (index + Math.imul(seed, 0x9e3779b1)) | 0;
  value = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
  return (value ^ (value >>> 15)) >>> 0;
};

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const encode = (value: number, length: number, base: number): string => {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / base)) text += LETTERS[rest % base];
  return text;
};

/** An id in Paperspace's style: a letter and lower-case characters. */
export const paperspaceId = (prefix: string, seed: number, index: number): string =>
  prefix + encode(mix(seed, index), 7, 36).toLowerCase() + encode(mix(seed + 1, index), 2, 36).toLowerCase();

/** An id in GitBook's style: twenty mixed characters. */
export const gitbookId = (seed: number, index: number): string =>
  encode(mix(seed, index), 6, 62) +
  encode(mix(seed + 11, index), 5, 62) +
  encode(mix(seed + 12, index), 5, 62) +
  encode(mix(seed + 13, index), 4, 62);

const ORG_ROLES: OrgRole[] = ["edit", "read", "create", "read", "comment", "edit", "review", "read"];

interface Name {
  first: string;
  last: string;
  display: string;
  local: string;
}

const nameAt = (index: number): Name => {
  const slot = SLOTS[index % SLOTS.length] ?? { locale: 0, rank: 0, of: 1 };
  const locale = LOCALES[slot.locale] ?? LOCALES[0];
  if (locale === undefined) throw new Error("no locales");
  const nth = Math.floor(index / SLOTS.length) * slot.of + slot.rank;
  const { first, last } = locale;
  const a = nth % first.length;
  const round = Math.floor(nth / first.length);
  const b = (round + nth) % last.length;
  const again = Math.floor(nth / (first.length * last.length));
  const [given, givenAscii] = first[a] ?? ["", ""];
  const [family, familyAscii] = last[b] ?? ["", ""];
  return {
    first: given,
    last: family,
    display: locale.familyFirst ? `${family}${locale.joiner}${given}` : `${given} ${family}`,
    local: `${givenAscii}.${familyAscii}${again === 0 ? "" : again + 1}`,
  };
};

const plainPerson = (seed: number, index: number, now: number): Person => {
  const number = String(index + 1).padStart(4, "0");
  const email = `member-${number}@halden.example`;
  return {
    index,
    paperspaceId: paperspaceId("u", seed, index),
    gitbookId: gitbookId(seed, index),
    email,
    gitbookEmail: email,
    firstName: "Member",
    lastName: number,
    displayName: `Member ${number}`,
    admin: index === 1 || index === 2,
    invited: false,
    disabled: false,
    sso: false,
    orgRole: index < 3 ? "admin" : "edit",
    joinedAt: now - 400 * DAY - index * MINUTE,
    lastActiveAt: now - (index + 1) * MINUTE,
  };
};

const castPerson = (seed: number, index: number, now: number): Person | undefined => {
  const cast = CAST[index];
  if (cast === undefined) return undefined;
  const invited = cast.status === "invited";
  return {
    index,
    paperspaceId: paperspaceId("u", seed, index),
    gitbookId: gitbookId(seed, index),
    email: cast.email,
    gitbookEmail: cast.gitbookEmail === undefined ? cast.email : cast.gitbookEmail,
    firstName: cast.first,
    lastName: cast.last,
    displayName: cast.display ?? ([cast.first, cast.last].filter(Boolean).join(" ") || cast.email),
    admin: cast.admin === true,
    invited,
    disabled: cast.status === "disabled",
    sso: index % 3 === 0,
    orgRole: cast.orgRole === undefined ? "read" : cast.orgRole,
    joinedAt: now - cast.joinedDays * DAY - index * 37 * MINUTE,
    lastActiveAt: invited ? null : now - cast.lastMinutes * MINUTE,
  };
};

/** The person at an index. The first ones of the lifelike profile are a fixed cast, hostile names among them. */
export const personAt = (profile: "lifelike" | "plain", seed: number, index: number, now: number): Person => {
  if (profile === "plain") return plainPerson(seed, index, now);
  const cast = castPerson(seed, index, now);
  if (cast !== undefined) return cast;
  const name = nameAt(index);
  const luck = mix(seed + 5, index);
  const outside = index % 19 === 8;
  const email = `${name.local}@${outside ? "contractors." : ""}halden.example`;
  const invited = index % 29 === 11;
  const nameless = invited || index % 53 === 7;
  const ageDays = 3 + (luck % 2000);
  return {
    index,
    paperspaceId: paperspaceId("u", seed, index),
    gitbookId: gitbookId(seed, index),
    email,
    gitbookEmail: index % 61 === 9 ? null : index % 7 === 3 ? otherCase(email) : email,
    firstName: nameless ? null : name.first,
    lastName: nameless || index % 97 === 4 ? null : name.last,
    displayName: nameless ? email : name.display,
    admin: index % 26 === 5,
    invited,
    disabled: index % 31 === 13,
    sso: index % 3 === 0,
    orgRole: index % 17 === 4 ? null : index % 43 === 2 ? "admin" : (ORG_ROLES[luck % 8] ?? "read"),
    joinedAt: now - (invited ? ageDays % 40 : ageDays) * DAY - (luck % 86_000) * 1000,
    lastActiveAt: invited || index % 23 === 6 ? null : now - lastSeenMinutes(luck, ageDays) * MINUTE,
  };
};

const otherCase = (email: string): string =>
  email.replace(/(^|[.@])([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());

/** Most were here this week, some months ago, nobody before they joined. */
const lastSeenMinutes = (luck: number, ageDays: number): number => {
  const days = luck % 5 === 0 ? (luck >>> 8) % 240 : (luck >>> 8) % 7;
  return Math.max(2, Math.min(days, ageDays - 1) * 1440 + ((luck >>> 4) % 1440));
};
