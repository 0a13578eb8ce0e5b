import "server-only";
import { db } from "#lib/store/db/connection.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

/** A team that a person is taken out of, or an organization that they are in. */
export type LeavingPlace = {
  vendor: VendorId;
  connectionId: string;
  userId: string;
  teamName: string;
  kind: "team" | "organization";
  /** Of an organization: the person stays in it. */
  stays?: boolean;
};

/** "connection user" of each place whose connection uses this very person's token. */
export async function ownTokens(places: readonly LeavingPlace[]): Promise<Map<string, string>> {
  const ids = [...new Set(places.map((place) => place.connectionId))];
  if (ids.length === 0) return new Map();
  const rows = await db()
    .selectFrom("connections")
    .select(["id", "label", "token_user_id"])
    .where("id", "in", ids)
    .execute();
  return new Map(
    rows.flatMap((row) => (row.token_user_id ? [[`${row.id} ${row.token_user_id}`, row.label]] : [])),
  );
}

/** What remains to be done by hand when somebody leaves these places, because no API does it. */
export function checklistFor(
  label: string,
  places: readonly LeavingPlace[],
  tokens: ReadonlyMap<string, string>,
): string[] {
  const items = new Set<string>();
  for (const facts of Object.values(VENDOR_FACTS)) {
    const here = places.filter((place) => place.vendor === facts.id);
    if (here.length === 0) continue;
    items.add(`Revoke every ${facts.tokenNoun} that ${label} made on ${facts.name}`);
    const teams = here.filter((place) => place.kind === "team").map((place) => place.teamName);
    if (facts.capabilities.consoleInvite && teams.length > 0)
      items.add(`Take ${label}'s SSH keys off the machines of ${listed(teams)}`);
    for (const place of here)
      if (place.kind === "organization" && place.stays)
        items.add(`Decide whether ${label} stays in the organization ${place.teamName} on ${facts.name}`);
  }
  for (const place of places) {
    const connection = tokens.get(`${place.connectionId} ${place.userId}`);
    if (connection) items.add(`Replace the token of the connection ${connection}: it is ${label}'s own`);
  }
  return [...items];
}

const listed = (names: readonly string[]): string =>
  names.length <= 1 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
