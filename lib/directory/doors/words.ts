import type { Door, LinkRow, OrgDoors } from "#lib/directory/doors/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** A role of an organization as a link gives it, in the vendor's word. */
const roleOf = (role: string | null | undefined): string =>
  role === undefined ? "" : ` as ${role === null ? "guest" : role}`;

/** What an invite link is called: links have no name of their own, and two of one role are told apart by their ids. */
export const linkLabel = ({ id, role }: LinkRow): string => `invite link ${id}${roleOf(role)}`;

/** The domain of an address, lower case; undefined where it has none. */
const domainOf = (email: string): string | undefined => email.split("@").at(-1)?.trim().toLowerCase();

/** The ways by which somebody with these addresses can come back into an organization. */
export function doorsFor(
  person: { label: string; emails: readonly string[]; isSso?: boolean | undefined },
  org: OrgDoors,
): Door[] {
  const { organization, connectionId } = org;
  const vendor = VENDOR_FACTS[org.vendor].name;
  const at = { organization, connectionId };
  const doors: Door[] = [];
  const mine = new Set(person.emails.map(domainOf));
  for (const domain of (org.joinDomains ?? []).filter((one) => mine.has(one)))
    doors.push({
      ...at,
      kind: "domain",
      words: `Whoever has a mailbox at ${domain} can join ${organization} by themselves`,
      advice: `Close ${person.label}'s mailbox at ${domain}, or take ${domain} off the e-mail domains of ${organization} in ${vendor}'s settings: whoever has such an address can join again`,
    });
  if (org.links.length > 0 && org.allowsLinks !== false) {
    const some = org.links.length === 1 ? "an open invite link" : `${org.links.length} open invite links`;
    const these =
      org.links.length === 1 ? "the open invite link" : `the ${org.links.length} open invite links`;
    doors.push({
      ...at,
      kind: "link",
      words: `${organization} has ${some}: whoever kept ${org.links.length === 1 ? "it" : "one"} can come back`,
      advice: `Delete ${these} of ${organization} on ${vendor}: whoever kept ${org.links.length === 1 ? "it" : "one"} can come back`,
    });
  }
  if (org.enforcesSso || person.isSso)
    doors.push({
      ...at,
      kind: "directory",
      words: `The identity provider of ${organization} may add them again`,
      advice: `Unassign ${person.label} in the identity provider of ${organization} first: it may add them again`,
    });
  const unread = [
    ...(org.joinDomains === undefined ? ["which e-mail domains may join"] : []),
    ...(org.linksAt === undefined && org.allowsLinks !== false ? ["whether invite links are open"] : []),
  ];
  if (unread.length > 0)
    doors.push({
      ...at,
      kind: "unread",
      words: `It is not known ${unread.join(", nor ")} in ${organization}`,
      advice: `Look in ${vendor}'s settings ${unread.join(" and ")} in ${organization}: it could not be read`,
    });
  return doors;
}
