import { isInvitable } from "#lib/email-key.ts";
import { plainCell } from "./table.ts";

export type ColumnName = "email" | "team" | "role" | "name" | "userId";
export type Columns = Partial<Record<ColumnName, number>>;

const NAMES: Record<ColumnName, readonly string[]> = {
  email: ["email", "emails", "mail", "emailaddress", "mailaddress", "address", "useremail", "memberemail"],
  team: ["team", "teams", "teamname", "teamtitle", "group", "groupname"],
  role: ["role", "roles", "teamrole", "rolename"],
  name: [
    "name",
    "fullname",
    "displayname",
    "person",
    "user",
    "firstname",
    "lastname",
    "givenname",
    "surname",
  ],
  userId: ["userid", "id", "memberid", "accountid"],
};
const MAX_HEADING = 100;
const plain = (heading: string): string =>
  heading
    .slice(0, MAX_HEADING)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

export type Header = {
  columns: Columns;
  /** Headings that mean nothing to us. */
  unused: string[];
  /** The first row is headings, not somebody. */
  hasHeadings: boolean;
};

/**
 * Which column is what. By the headings; without them, a first row that has an address in it is taken for e-mail, team
 * and role in this order. Undefined where it is neither; a reason where two columns claim to be the same.
 */
export function readHeader(first: readonly string[]): Header | { refused: string } | undefined {
  const columns: Columns = {};
  const unused: string[] = [];
  for (const [place, heading] of first.entries()) {
    const name = (Object.keys(NAMES) as ColumnName[]).find((column) =>
      NAMES[column].includes(plain(heading)),
    );
    if (name === undefined) unused.push(heading);
    else if (columns[name] === undefined) columns[name] = place;
    else if (name !== "name")
      return {
        refused: `Two columns look like ${name === "email" ? "the e-mail" : `the ${name}`}: keep one`,
      };
  }
  if (columns.email !== undefined) {
    const named = unused.map((heading) => heading.trim()).filter((heading) => heading !== "");
    return { columns, unused: named, hasHeadings: true };
  }
  if (isInvitable(plainCell(first[0] ?? "")))
    return { columns: { email: 0, team: 1, role: 2 }, unused: [], hasHeadings: false };
  return undefined;
}
