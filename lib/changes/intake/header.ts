import { readAddressCell } from "#lib/core/addresses/address.ts";
import { seenText } from "#lib/core/addresses/signs.ts";
import { unmarkedCell } from "#lib/core/csv.ts";
import { grouped } from "#lib/core/grouped.ts";
import { DELIMITERS, type Delimiter, isDelimiter, MAX_CELLS, rows, toldDelimiter } from "./table.ts";

export type ColumnName = "email" | "team" | "role" | "until" | "name" | "userId";
export type Columns = Partial<Record<ColumnName, number>>;

/**
 * Headings that an e-mail column may have, the surest first: of two columns the surer one is taken. What somebody is
 * reached by at home, or when they are locked out, is not among them, and so is never taken.
 */
const EMAIL: readonly (readonly string[])[] = [
  [
    ...["workemail", "emailwork", "workemailaddress", "workmail", "businessemail", "businessemailaddress"],
    ...["companyemail", "corporateemail", "officialemail", "emailprimarywork", "primaryworkemail"],
    ...["primaryemail", "primaryemailaddress", "emailprimary", "dienstlicheemail", "geschaftlicheemail"],
  ],
  [
    ...["email", "emails", "mail", "mails", "emailaddress", "emailaddresses", "mailaddress", "useremail"],
    ...["memberemail", "employeeemail", "accountemail", "profileemail", "emailid", "useremailaddress"],
    ...["email1", "email1address", "email1value", "emailadresse", "mailadresse", "adresseemail", "courriel"],
    ...[
      "adressemail",
      "correo",
      "correoelectronico",
      "correoelectrónico",
      "epost",
      "epostadress",
      "メールアドレス",
    ],
  ],
  ["userprincipalname", "upn", "userlogin", "login", "username"],
  // A street, as often as not: only where nothing else can be it, and addresses stand in it.
  ["address"],
];
const OTHERS: Record<Exclude<ColumnName, "email">, readonly string[]> = {
  team: ["team", "teams", "teamname", "teamtitle", "group", "groupname"],
  role: ["role", "roles", "teamrole", "rolename"],
  until: ["until", "roleuntil", "accessuntil", "ends", "endson", "enddate", "expires", "expireson", "bis"],
  name: [
    ...["name", "fullname", "displayname", "person", "user", "firstname", "lastname", "givenname"],
    ...["surname", "familyname", "preferredname", "vorname", "nachname"],
  ],
  userId: ["userid", "id", "memberid", "accountid"],
};
const MAX_HEADING = 100;
/** A heading in letters and digits: without "[Required]", "(work)" stays, for it says which. */
const plain = (heading: string): string =>
  seenText(unmarkedCell(heading))
    .slice(0, MAX_HEADING)
    .replace(/\[[^\]]*\]/gu, "")
    .replace(/\((?:required|optional|read[ -]?only)\)/giu, "")
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

export type Header = {
  columns: Columns;
  delimiter: Delimiter | undefined;
  /** Headings that mean nothing to us. */
  unused: string[];
  /** Rows up to the headings, and these: nobody stands in them. */
  skip: number;
};
export type NoHeader = { refused: string };

/** Rows among which the headings are looked for: titles may stand above them. */
const JUDGED = 30;
const JUDGED_LENGTH = 65_536;

/** The first rows by one delimiter. */
export function firstRows(text: string, delimiter: Delimiter | undefined, count = JUDGED): string[][] {
  const looked: string[][] = [];
  for (const row of rows(text.slice(0, JUDGED_LENGTH), delimiter)) {
    looked.push(row.cells);
    if (looked.length >= count) break;
  }
  return looked;
}

const hasAddress = (cells: readonly string[]): boolean => cells.some((cell) => cell.includes("@"));

const filled = (cells: readonly string[]): number => cells.filter((cell) => cell !== "").length;

type Headed = Header & { known: number };

/** What the row says as headings; undefined where no column of it is an e-mail's. */
function readHeadings(
  cells: readonly string[],
  below: readonly string[][],
): Omit<Headed, "delimiter" | "skip"> | NoHeader | undefined {
  if (hasAddress(cells)) return undefined;
  const plained = cells.map(plain);
  const at = (names: readonly string[]) =>
    plained.flatMap((name, place) => (names.includes(name) ? [place] : []));
  const columns: Columns = {};
  for (const [rank, names] of EMAIL.entries()) {
    const places = at(names).filter((place) => rank < 3 || below.some((row) => row[place]?.includes("@")));
    if (places.length > 1) return { refused: "Two columns look like the e-mail: keep one" };
    if (places[0] === undefined) continue;
    columns.email = places[0];
    break;
  }
  if (columns.email === undefined) return undefined;
  for (const [name, names] of Object.entries(OTHERS) as [Exclude<ColumnName, "email">, readonly string[]][]) {
    const places = at(names).filter((place) => place !== columns.email);
    if (places.length > 1 && name !== "name")
      return { refused: `Two columns look like the ${name === "userId" ? "user ID" : name}: keep one` };
    if (places[0] !== undefined) columns[name] = places[0];
  }
  const used = new Set(Object.values(columns));
  const unused = cells.filter(
    (heading, place) =>
      !used.has(place) && heading.trim() !== "" && !OTHERS.name.includes(plained[place] ?? ""),
  );
  return { columns, unused: unused.map((heading) => seenText(heading)), known: used.size };
}

/**
 * Where the headings of a table stand and which column is what, by whichever delimiter reads most of them; titles may
 * stand above. Undefined where no row is headings with an e-mail; a reason where two columns claim to be the same, or a
 * first line names a separator that is not read.
 */
export function findHeader(text: string): Header | NoHeader | undefined {
  const told = toldDelimiter(text);
  if (told !== undefined && !isDelimiter(told))
    return {
      refused: `This table says that its cells are separated by ${told}: save it with commas, semicolons, tabs or |`,
    };
  let best: Headed | undefined;
  let refused: NoHeader | undefined;
  for (const delimiter of told === undefined ? [...DELIMITERS, undefined] : [told]) {
    const looked = firstRows(text, delimiter);
    for (const [place, cells] of looked.entries()) {
      // Somebody stands here: what follows is no title. A title alone in its line may name who made the table.
      if (hasAddress(cells) && filled(cells) > 1) break;
      const read = readHeadings(cells, looked.slice(place + 1));
      if (read === undefined) continue;
      if ("refused" in read) refused ??= read;
      else if (looked.slice(0, place).some(hasAddress) && read.known < 2) break;
      else if (!best || read.known > best.known) best = { ...read, delimiter, skip: place + 1 };
      break;
    }
  }
  return best ?? refused;
}

/**
 * A table whose headings are not understood: rows of as many cells as the first, which has no address, and addresses below
 * it. Answers what to do about it.
 */
export function unknownHeadings(text: string): NoHeader | undefined {
  for (const delimiter of DELIMITERS) {
    const looked = firstRows(text, delimiter);
    const first = looked.findIndex((cells) => cells.length > 1);
    const [headings, ...below] = looked.slice(Math.max(0, first));
    if (first < 0 || !headings || hasAddress(headings) || below.length === 0) continue;
    const alike = below.filter((cells) => cells.length === headings.length);
    const isTable =
      alike.length * 5 >= below.length * 4 &&
      alike.some(hasAddress) &&
      alike.every((cells) => cells.every((cell) => readAddressCell(cell).all.length < 2));
    if (isTable) return refusal(headings);
  }
  // One column, but its heading says that it holds addresses of some other kind.
  const [headings, ...below] = firstRows(text, undefined);
  const isOther =
    headings !== undefined &&
    !hasAddress(headings) &&
    below.some(hasAddress) &&
    /mail|courriel|correo/u.test(headings.map(plain).join(""));
  return isOther ? refusal(headings) : undefined;
}

const MAX_NAMED = 6;
function refusal(headings: readonly string[]): NoHeader {
  const named = headings.map(seenText).filter((heading) => heading !== "");
  const shown = named.slice(0, MAX_NAMED).map((heading) => heading.slice(0, 40));
  return {
    refused: `The headings of this table are not understood (${shown.join(", ")}${named.length > MAX_NAMED ? ", …" : ""}): call the column of the address "e-mail"`,
  };
}

export const TOO_WIDE = `A line of this table has more than ${grouped(MAX_CELLS)} columns: keep e-mail, team and role`;
