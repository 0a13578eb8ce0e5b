import { getRoute } from "#lib/access/action/route.ts";
import { listConnections } from "#lib/directory/connections/data.ts";

export const GET = getRoute("connection.read", async () => listConnections());
