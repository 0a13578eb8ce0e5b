import "server-only";
import type { HandTask } from "#lib/changes/offboarding/schema.ts";
import type { Door } from "#lib/directory/doors/schema.ts";
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

/** What a connection opens, as its vendor's console addresses it, and whose token it uses. */
export type Opened = { label: string; tokenUserId: string | null; id: string; namespace?: string };

/** The connections of these places, by their ids. */
export async function connectionsOf(
  places: readonly Pick<LeavingPlace, "connectionId">[],
): Promise<Map<string, Opened>> {
  const ids = [...new Set(places.map((place) => place.connectionId))];
  if (ids.length === 0) return new Map();
  const rows = await db()
    .selectFrom("connections")
    .select(["id", "label", "token_user_id", "target_id", "namespace"])
    .where("id", "in", ids)
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        label: row.label,
        tokenUserId: row.token_user_id,
        id: row.target_id,
        ...(row.namespace === null ? {} : { namespace: row.namespace }),
      },
    ]),
  );
}

/** Whether the connection of a place uses this very person's token. */
export const isOwnToken = (
  connections: ReadonlyMap<string, Opened>,
  { connectionId, userId }: Pick<LeavingPlace, "connectionId" | "userId">,
): boolean => connections.get(connectionId)?.tokenUserId === userId;

/** The console's page of what a connection opens, where the vendor's facts know it. */
export function consoleOf(
  vendor: VendorId,
  opened: Opened | undefined,
  page: "homeUrl" | "consoleUrl" = "homeUrl",
): Pick<HandTask, "url"> {
  const url = opened && VENDOR_FACTS[vendor][page]?.(opened);
  return url ? { url } : {};
}

/** What remains to be done by hand when somebody leaves these places, because no API does it. */
export function checklistFor(
  label: string,
  places: readonly LeavingPlace[],
  connections: ReadonlyMap<string, Opened>,
): HandTask[] {
  const tasks = new Map<string, HandTask>();
  const add = (task: HandTask) => tasks.set(task.words, task);
  for (const facts of Object.values(VENDOR_FACTS)) {
    const here = places.filter((place) => place.vendor === facts.id);
    const [first, ...more] = Map.groupBy(here, ({ connectionId }) => connectionId);
    if (!first) continue;
    const made = `Revoke every ${facts.tokenNoun} that ${label} made on ${facts.name}`;
    const tokens = (id: string) => consoleOf(facts.id, connections.get(id), "consoleUrl");
    // Where each connection has a page of its own for them, each is a task of its own.
    if (more.length === 0 || !tokens(first[0]).url)
      add({ words: made, ...(more.length === 0 ? tokens(first[0]) : {}) });
    else
      for (const [id, [place]] of [first, ...more])
        add({ words: `${made} in ${place?.teamName ?? ""}`, ...tokens(id) });
    if (facts.capabilities.consoleInvite) {
      for (const [id, mine] of [first, ...more]) {
        const teams = mine.filter(({ kind }) => kind === "team").map(({ teamName }) => teamName);
        if (teams.length > 0)
          add({
            words: `Take ${label}'s SSH keys off the machines of ${listed(teams)}`,
            ...consoleOf(facts.id, connections.get(id)),
          });
      }
    }
    for (const place of here)
      if (place.kind === "organization" && place.stays)
        add({
          words: `Decide whether ${label} stays in the organization ${place.teamName} on ${facts.name}`,
          ...consoleOf(facts.id, connections.get(place.connectionId)),
        });
  }
  for (const place of places)
    if (isOwnToken(connections, place))
      add({
        words: `Replace the token of the connection ${connections.get(place.connectionId)?.label}: it is ${label}'s own`,
        url: "/settings/connections",
      });
  return [...tasks.values()];
}

/** What is to be done by hand about the ways back in. */
export const doorTasks = (
  doors: readonly Door[],
  connections: ReadonlyMap<string, Opened>,
  places: readonly LeavingPlace[],
): HandTask[] =>
  doors.map(({ advice, connectionId }) => {
    const place = places.find((one) => one.connectionId === connectionId);
    return { words: advice, ...(place ? consoleOf(place.vendor, connections.get(connectionId)) : {}) };
  });

const listed = (names: readonly string[]): string =>
  names.length <= 1 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
