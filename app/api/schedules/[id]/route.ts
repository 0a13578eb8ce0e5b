import { getRoute } from "#lib/access/action/route.ts";
import { getSchedule } from "#lib/changes/schedules/data.ts";
import { AppError } from "#lib/core/errors.ts";

/** GET /api/schedules/{id} : what waits for its time, planned anew. One's own; everybody's for who controls batches. */
export const GET = getRoute<{ id: string }>("activity.read", async (_request, { viewer, params }) => {
  const schedule = await getSchedule(viewer, params.id);
  if (!schedule) throw new AppError("NOT_FOUND", { reason: "Nothing waits here any more" });
  return schedule;
});
