import { getRoute } from "#lib/access/action/route.ts";
import { AppError } from "#lib/core/errors.ts";
import { secretDetails } from "#lib/directory/secrets/details.ts";
import { secretAskedSchema } from "#lib/directory/secrets/schema.ts";
import { withUndo } from "#lib/insight/activity/history.ts";

/** GET /api/teams/{id}/secrets/details?name=…: all that is known of one secret, never its value. */
export const GET = getRoute<{ id: string }>("secret.read", async (request, { params, viewer }) => {
  const { name } = secretAskedSchema.parse(Object.fromEntries(request.nextUrl.searchParams));
  const details = await secretDetails(params.id, name);
  if (!details) throw new AppError("NOT_FOUND", { reason: "This secret is gone" });
  return { ...details, history: await withUndo(details.history, viewer) };
});
