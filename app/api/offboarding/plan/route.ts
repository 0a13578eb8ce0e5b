import { getRoute } from "#lib/access/action/route.ts";
import { planOffboarding } from "#lib/changes/offboarding/plan.ts";
import { offboardingPlanSchema } from "#lib/changes/offboarding/schema.ts";

export const GET = getRoute("offboarding.begin", async (request) => {
  const params = request.nextUrl.searchParams;
  const { person, ...chosen } = offboardingPlanSchema.parse({
    person: params.get("person"),
    staysIn: params.getAll("staysIn"),
    links: params.getAll("links"),
    heirs: params.getAll("heirs"),
    unowned: params.getAll("unowned"),
  });
  return planOffboarding(person, chosen);
});
