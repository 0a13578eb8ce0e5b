import "server-only";
import type { Selectable } from "kysely";
import { identityOf } from "#lib/directory/people/identity.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { VENDOR_IDS, type VendorId } from "#lib/vendors/ids.ts";

export type StoredPerson = Selectable<Tables["people"]>;

/** The live rows of one person that name them alike, in sums. */
export type Account = {
  person_id: string;
  vendor: VendorId;
  user_id: string;
  name: string;
  email: string | null;
  email_key: string | null;
  sort_key: string;
  search_key: string;
  memberships: number;
  owners: number;
  admins: number;
  members: number;
  org_admins: number;
  active: number;
  disabled: number;
  invited_since: string | null;
  last_active_at: string | null;
};

const MAX_SEARCH = 1_500;
/** Of an account's search words, its name and its e-mail: they stand before all ids. */
const SHOWN_LINES = 2;

/** A vendor's place in the bit masks of `people`. */
export const vendorBit = (vendor: VendorId): number => 1 << VENDOR_IDS.indexOf(vendor);
/** Whether the bits of somebody's vendors are more than one. */
export const isSeveral = (vendors: number): boolean => (vendors & (vendors - 1)) !== 0;
export const roleBit = (vendor: VendorId, rank: number): number =>
  1 << (3 * VENDOR_IDS.indexOf(vendor) + rank);

const smallest = (values: (string | null)[]): string | null =>
  values.reduce((best, value) => (value !== null && (best === null || value < best) ? value : best), null);
const largest = (values: (string | null)[]): string | null =>
  values.reduce((best, value) => (value !== null && (best === null || value > best) ? value : best), null);
const some = (accounts: readonly Account[], column: "active" | "disabled"): 0 | 1 =>
  accounts.some((account) => Number(account[column]) > 0) ? 1 : 0;

/** The row's own identity comes first, then whoever has a name; the rest only has to be the same every time. */
function inOrder(id: string, accounts: readonly Account[]): Account[] {
  const rank = (account: Account): string => {
    const { vendor, user_id, email_key } = account;
    const isOwn = identityOf({ vendor, userId: user_id, emailKey: email_key }) === id;
    return `${isOwn ? 0 : 1}${account.name === "" ? 1 : 0}${VENDOR_IDS.indexOf(vendor)}${user_id}\n${account.name}`;
  };
  if (accounts.length < 2) return [...accounts];
  const ranked = accounts.map((account) => ({ account, rank: rank(account) }));
  return ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ account }) => account);
}

/** What somebody is searched by: the lines of their first account, and those of the others that it has not, in their order. */
function searchWords(first: string, others: readonly string[]): string {
  if (first.length <= MAX_SEARCH && others.every((words) => words === first)) return first;
  const lines = first.split("\n");
  const known = new Set(lines);
  const more = new Set(others.flatMap((words) => words.split("\n")).filter((word) => !known.has(word)));
  if (more.size === 0 && first.length <= MAX_SEARCH) return first;
  const words = [...lines.slice(0, SHOWN_LINES), ...[...lines.slice(SHOWN_LINES), ...more].sort()].join("\n");
  return words.length > MAX_SEARCH ? words.slice(0, MAX_SEARCH).toWellFormed() : words;
}

/** A person's row, made of all their accounts' live rows. The order of `accounts` does not matter. */
export function aggregate(id: string, accounts: readonly Account[]): StoredPerson {
  const ordered = inOrder(id, accounts);
  const name = ordered.find((account) => account.name !== "")?.name ?? "";
  const mailed = ordered.find((account) => account.email_key !== null) ?? ordered.find(({ email }) => email);
  // Members carry the key of what they show: name, else e-mail, else id.
  const shown = ordered.find((account) => account.name !== "") ?? mailed ?? ordered[0];
  const [first, ...others] = ordered;
  const words = searchWords(
    first?.search_key ?? "",
    others.map((account) => account.search_key),
  );
  const roles = ordered.reduce(
    (bits, { vendor, owners, admins, members }) =>
      bits |
      (Number(owners) > 0 ? roleBit(vendor, 0) : 0) |
      (Number(admins) > 0 ? roleBit(vendor, 1) : 0) |
      (Number(members) > 0 ? roleBit(vendor, 2) : 0),
    0,
  );
  const owns = ordered.some((account) => Number(account.owners) > 0);
  const runs = ordered.some((account) => Number(account.admins) > 0 || Number(account.org_admins) > 0);
  return {
    id,
    name,
    email: mailed?.email ?? null,
    email_key: mailed?.email_key ?? null,
    sort_key: shown?.sort_key ?? "",
    search_key: words,
    vendors: ordered.reduce((bits, { vendor }) => bits | vendorBit(vendor), 0),
    roles,
    top_rank: owns ? 0 : runs ? 1 : 2,
    is_active: some(ordered, "active"),
    is_disabled: some(ordered, "disabled"),
    invited_since: smallest(ordered.map((account) => account.invited_since)),
    last_active_at: largest(ordered.map((account) => account.last_active_at)),
    memberships: ordered.reduce((sum, account) => sum + Number(account.memberships), 0),
  };
}

/**
 * A person's row with further rows of theirs, of which `more` was made; undefined where those bring another name or address,
 * for then all rows decide what is shown.
 */
export function merged(before: StoredPerson, more: StoredPerson): StoredPerson | undefined {
  if (more.name !== before.name || more.email_key !== before.email_key) return undefined;
  const search_key = searchWords(before.search_key, [more.search_key]);
  // Words that were cut off can only be found in the rows.
  if (search_key.length >= MAX_SEARCH) return undefined;
  return {
    ...before,
    search_key,
    vendors: before.vendors | more.vendors,
    roles: before.roles | more.roles,
    top_rank: Math.min(before.top_rank, more.top_rank),
    is_active: before.is_active || more.is_active,
    is_disabled: before.is_disabled || more.is_disabled,
    invited_since: smallest([before.invited_since, more.invited_since]),
    last_active_at: largest([before.last_active_at, more.last_active_at]),
    memberships: before.memberships + more.memberships,
  };
}
