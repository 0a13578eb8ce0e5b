import { getRoute } from "#lib/action/route.ts";
import { listConnections } from "#lib/connections/data.ts";

export const GET = getRoute("connection.read", async () => listConnections());
