import { getRoute } from "#lib/access/action/route.ts";
import { zoneOfUser } from "#lib/access/users/zone.ts";

/** GET /api/profile/zone : whose clocks the reader goes by; null until they chose. */
export const GET = getRoute("profile.setZone", async (_request, { viewer }) => ({
  zone: await zoneOfUser(viewer.userId),
}));
