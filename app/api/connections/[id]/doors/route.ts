import { getRoute } from "#lib/access/action/route.ts";
import { lookAtDoors } from "#lib/directory/doors/look.ts";

/** GET /api/connections/{id}/doors: who may come into its organization by themselves, read from the vendor now. */
export const GET = getRoute<{ id: string }>("member.read", async (_request, { params }) =>
  lookAtDoors(params.id),
);
