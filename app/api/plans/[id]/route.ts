import { z } from "zod";
import { getRoute } from "#lib/access/action/route.ts";
import { lookAtPlan } from "#lib/changes/proposals/look.ts";

const offsetSchema = z.coerce.number().int().min(0).max(1_000_000);

/** GET /api/plans/{id}?offset= : a plan that a program asked for, as it stands now, with its lines from there on. */
export const GET = getRoute<{ id: string }>("team.read", (request, { viewer, params }) =>
  lookAtPlan(viewer, params.id, offsetSchema.parse(request.nextUrl.searchParams.get("offset") ?? "0")),
);
