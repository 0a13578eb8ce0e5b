import "server-only";
import { keySpellings } from "#lib/core/addresses/spellings.ts";
import { isInvitable, mailboxKey } from "#lib/core/email-key.ts";
import { AppError } from "#lib/core/errors.ts";
import { log } from "#lib/core/log.ts";
import { openConnection } from "#lib/directory/connections/open.ts";
import { splitAddresses } from "#lib/directory/members/address-text.ts";
import type { AddressesAsked, AddressFinding } from "#lib/directory/members/schema.ts";
import { getTeam } from "#lib/directory/teams/data.ts";
import { organizationTeamId } from "#lib/directory/teams/organization.ts";
import { db } from "#lib/store/db/connection.ts";
import type { VendorClient } from "#lib/vendors/port.ts";

/** People a form may name at once. */
export const MAX_ADDRESSES = 500;
/** Unknown people that the vendor is asked for; the store knows the others. */
const MAX_LIVE = 10;
const LIVE_MS = 4_000;

type Person = { userId: string; email: string | undefined; name: string };
type Scope = { connectionId: string; teamId?: string | undefined };
type Known = { byId: Map<string, Person>; byEmail: Map<string, Person>; members: Set<string> };

/**
 * What each line of the "Emails or user IDs" field is: somebody in the organization, in the team already, outside, named
 * twice, no address, or an id nobody has. Reads the store, and asks the vendor for the few it does not know; where the vendor
 * does not answer, an unknown address counts as outside, which is harmless: inviting somebody twice changes nothing.
 * Throws INVALID_INPUT (more than 500), NOT_FOUND.
 */
export async function findAddresses(asked: AddressesAsked): Promise<AddressFinding[]> {
  const scope = await scopeOf(asked);
  const parts = splitAddresses(asked.text);
  if (parts.length > MAX_ADDRESSES)
    throw new AppError("INVALID_INPUT", {
      fields: { text: [`Give at most ${MAX_ADDRESSES} people at once`] },
    });
  const known = await knownPeople(scope, parts);
  if (await seesOrganization(scope.connectionId)) await askVendor(scope.connectionId, parts, known);
  const seen = new Set<string>();
  return parts.map((part, index) => {
    const finding = (what: AddressFinding["finding"], person?: Person): AddressFinding => ({
      line: index + 1,
      text: part,
      finding: what,
      ...(person ? { userId: person.userId, name: person.name } : {}),
      ...(person?.email ? { email: person.email } : part.includes("@") ? { email: part } : {}),
    });
    const key = mailboxKey(part);
    const person = known.byId.get(part) ?? (key === null ? undefined : known.byEmail.get(key));
    // Somebody who is known may have an odder address than anybody can be invited by.
    if (!person && part.includes("@") && !isInvitable(part)) return finding("not-an-address");
    const identity = person ? `id:${person.userId}` : `text:${key ?? part}`;
    if (seen.has(identity)) return finding("duplicate", person);
    seen.add(identity);
    if (!person) return finding(key === null ? "unknown-id" : "outside");
    return finding(known.members.has(person.userId) ? "already-member" : "in-organization", person);
  });
}

async function scopeOf(asked: AddressesAsked): Promise<Scope> {
  if ("connectionId" in asked) return { connectionId: asked.connectionId };
  const team = await getTeam(asked.teamId);
  if (!team) throw new AppError("NOT_FOUND", { reason: "This team is gone" });
  return { connectionId: team.connectionId, teamId: team.id };
}

/** Who may not see the organization's people is not told of them by the vendor either. */
const seesOrganization = async (connectionId: string): Promise<boolean> =>
  (await organizationTeamId(connectionId)) !== undefined;

async function knownPeople({ connectionId, teamId }: Scope, parts: readonly string[]): Promise<Known> {
  const keys = parts
    .map(mailboxKey)
    .filter((key) => key !== null)
    .flatMap(keySpellings);
  const rows =
    parts.length === 0
      ? []
      : await db()
          .selectFrom("members")
          .select(["user_id", "email", "email_key", "name", "team_id"])
          .where("connection_id", "=", connectionId)
          .where("removed_at", "is", null)
          .where("in_org", "=", 1)
          .where((where) =>
            where.or([
              where("user_id", "in", parts),
              ...(keys.length > 0 ? [where("email_key", "in", keys)] : []),
            ]),
          )
          .execute();
  const known: Known = { byId: new Map(), byEmail: new Map(), members: new Set() };
  for (const row of rows) {
    note(known, { userId: row.user_id, email: row.email ?? undefined, name: row.name });
    if (row.team_id === teamId) known.members.add(row.user_id);
  }
  return known;
}

function note(known: Known, person: Person): void {
  known.byId.set(person.userId, person);
  const key = mailboxKey(person.email);
  if (key !== null) known.byEmail.set(key, person);
}

/** People who joined the organization since it was last read. */
async function askVendor(connectionId: string, parts: readonly string[], known: Known): Promise<void> {
  const isKnown = (part: string) => known.byId.has(part) || known.byEmail.has(mailboxKey(part) ?? "");
  const unknown = [...new Set(parts)].filter(
    (part) => !isKnown(part) && (!part.includes("@") || isInvitable(part)),
  );
  if (unknown.length === 0 || unknown.length > MAX_LIVE) return;
  const signal = AbortSignal.timeout(LIVE_MS);
  try {
    const { client } = await openConnection(connectionId);
    const answers = await Promise.all(unknown.map((part) => askOne(client, part, signal)));
    for (const person of answers) if (person) note(known, person);
  } catch (error) {
    log.debug({ connectionId, error: (error as Error).name }, "Unknown addresses could not be asked for");
  }
}

async function askOne(client: VendorClient, part: string, signal: AbortSignal): Promise<Person | undefined> {
  const key = mailboxKey(part);
  if (key === null) {
    const found = await client.findOrgMember?.(part, { signal });
    return found && { userId: found.userId, email: found.email, name: found.name };
  }
  const found = await client.searchOrgMembers?.(part, { signal });
  const exact = found?.find((person) => mailboxKey(person.email) === key);
  return exact && { userId: exact.userId, email: exact.email, name: exact.name };
}
