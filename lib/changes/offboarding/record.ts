import "server-only";
import { readBatch } from "#lib/changes/journal/data.ts";
import { descriptionOf, inputOf } from "#lib/changes/journal/journal.ts";
import {
  checklistFor,
  connectionsOf,
  doorTasks,
  type LeavingPlace,
} from "#lib/changes/offboarding/checklist.ts";
import { leftOutOf } from "#lib/changes/offboarding/left-out.ts";
import type { HandTask, LeftOut } from "#lib/changes/offboarding/schema.ts";
import type { ChangeKindName } from "#lib/core/change-names.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { getDoors } from "#lib/directory/doors/data.ts";
import type { Door } from "#lib/directory/doors/schema.ts";
import { doorsFor } from "#lib/directory/doors/words.ts";
import { getPerson } from "#lib/directory/people/person.ts";
import { db } from "#lib/store/db/connection.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/**
 * Whom a batch takes out and what remains to be done by hand, read from the batch itself, so that it does not matter
 * how far it is, and from where the person is that it leaves out. Throws NOT_FOUND, and INVALID_INPUT for a batch that is no offboarding.
 */
export async function readLeaving(
  viewer: Viewer,
  batchId: string,
  personId: string,
): Promise<{ label: string; email?: string; checklist: HandTask[]; leftOut: LeftOut[] }> {
  await readBatch(viewer, batchId);
  const changes = await db()
    .selectFrom("changes")
    .innerJoin("connections", "connections.id", "changes.connection_id")
    .select(["changes.kind", "changes.connection_id", "changes.team_id"])
    .select(["changes.description", "changes.input"])
    .select(["connections.vendor", "connections.target_name"])
    .where("batch_id", "=", batchId)
    .orderBy("seq")
    .execute();
  const removals = changes.filter(({ kind }) => REMOVALS.has(kind));
  const [removal] = removals;
  if (!removal || changes.some(({ kind }) => !REMOVALS.has(kind) && !BESIDES.has(kind)))
    throw new AppError("INVALID_INPUT", { reason: "This batch is no offboarding" });
  const leaves = new Set(
    changes.flatMap((change) => (change.kind === "org.removeMember" ? [change.connection_id] : [])),
  );
  const places = new Map<string, LeavingPlace>();
  for (const [index, change] of removals.entries()) {
    const userId = String(inputOf(change).userId ?? "");
    const at = { vendor: change.vendor, connectionId: change.connection_id, userId };
    if (change.kind === "member.remove")
      places.set(`${index}`, { ...at, kind: "team", teamName: descriptionOf(change).teamName });
    if (VENDOR_FACTS[change.vendor].capabilities.organization)
      places.set(`organization ${change.connection_id}`, {
        ...at,
        kind: "organization",
        teamName: change.target_name,
        stays: !leaves.has(change.connection_id),
      });
  }
  const person = await getPerson(personId);
  const leftOut = await leftOutOf(viewer, person?.memberships ?? [], removals);
  for (const { isOrganization, isRefused, teamId, teamName, ...at } of leftOut)
    places.set(isOrganization ? `organization ${at.connectionId}` : `left out ${teamId} ${at.userId}`, {
      ...{ vendor: at.vendor, connectionId: at.connectionId, userId: at.userId, teamName },
      ...(isOrganization ? { kind: "organization", stays: !isRefused } : { kind: "team" }),
    });
  const { subject, email } = descriptionOf(removal);
  const list = [...places.values()];
  const deleted = changes.flatMap((change) =>
    change.kind === "org.deleteLink" ? [String(inputOf(change).linkId ?? "")] : [],
  );
  const doors = await doorsOf(
    subject,
    list,
    [...removals.map((change) => descriptionOf(change).email), ...(person?.emails ?? [])],
    deleted,
  );
  const connections = await connectionsOf(list);
  return {
    label: subject,
    ...(email ? { email } : {}),
    checklist: [...checklistFor(subject, list, connections), ...doorTasks(doors, connections, list)],
    leftOut,
  };
}

const REMOVALS: ReadonlySet<ChangeKindName> = new Set(["member.remove", "org.removeMember"]);
/** What else an offboarding does: it hands teams over, and closes invite links. */
const BESIDES: ReadonlySet<ChangeKindName> = new Set(["member.setRole", "org.deleteLink"]);

/** How the person could come back into the organizations that they leave, besides by links that go with them. */
async function doorsOf(
  label: string,
  places: readonly LeavingPlace[],
  addresses: readonly (string | undefined)[],
  deletedLinks: readonly string[],
): Promise<Door[]> {
  const left = places.filter((place) => place.kind === "organization" && place.stays === false);
  const emails = [...new Set(addresses.filter((address) => address !== undefined))];
  const orgs = await getDoors(left.map((place) => place.connectionId));
  const doors: Door[] = [];
  for (const org of orgs) {
    const links = org.links.filter(({ id }) => !deletedLinks.includes(id));
    const userId = left.find((place) => place.connectionId === org.connectionId)?.userId ?? "";
    const isSso = await wasSso(org.connectionId, userId);
    doors.push(...doorsFor({ label, emails, isSso }, { ...org, links }));
  }
  return doors;
}

/** Whether an organization's member came in through single sign-on, by the row that is left of them. */
async function wasSso(connectionId: string, userId: string): Promise<boolean> {
  const row = await db()
    .selectFrom("members")
    .select("id")
    .where("connection_id", "=", connectionId)
    .where("user_id", "=", userId)
    .where("sso", "=", 1)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
