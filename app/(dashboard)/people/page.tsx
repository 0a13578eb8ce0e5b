import type { Metadata } from "next";
import { cookies } from "next/headers";
import { IntakeButtons } from "#components/intake/intake-buttons.tsx";
import { PeopleScreen } from "#components/people/people-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { FIRST_ROWS } from "#lib/core/filter/fields.ts";
import { listConnections } from "#lib/directory/connections/data.ts";
import { listPeople } from "#lib/directory/people/data.ts";
import { PINNED_COOKIE, readPinned } from "#lib/directory/people/pinned.ts";
import { personFilterSchema } from "#lib/directory/people/schema.ts";

export const metadata: Metadata = { title: "People" };

export default async function PeoplePage({
  searchParams,
}: {
  searchParams: Promise<Record<string, unknown>>;
}) {
  return asPageViewer("member.read", async (viewer) => {
    const filter = personFilterSchema.parse({ ...(await searchParams), ...FIRST_ROWS });
    const pinned = readPinned((await cookies()).get(PINNED_COOKIE)?.value);
    const [page, connections] = await Promise.all([listPeople(filter, pinned), listConnections()]);
    return (
      <PeopleScreen
        role={viewer.role}
        hasConnections={connections.length > 0}
        initial={{ filter, page }}
        actions={connections.length > 0 && <IntakeButtons role={viewer.role} />}
      />
    );
  });
}
