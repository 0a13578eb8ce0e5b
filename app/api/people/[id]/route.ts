import { getRoute } from "#lib/access/action/route.ts";
import { AppError } from "#lib/core/errors.ts";
import { getPerson } from "#lib/directory/people/person.ts";

/** GET /api/people/{id}: one person with every membership. */
export const GET = getRoute<{ id: string }>("member.read", async (_request, { params }) => {
  const person = await getPerson(params.id);
  if (!person) throw new AppError("NOT_FOUND", { reason: "This person is in no team any more" });
  return person;
});
