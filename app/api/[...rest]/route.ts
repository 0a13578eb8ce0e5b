import { getRoute } from "#lib/access/action/route.ts";
import { AppError } from "#lib/core/errors.ts";

/** GET /api/… that no route has. Without this the page for unknown addresses would answer, and lead to the sign-in. */
export const GET = getRoute<{ rest: string[] }>("team.read", async () => {
  throw new AppError("NOT_FOUND", { reason: "There is no such route" });
});
