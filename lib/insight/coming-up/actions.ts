"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "#lib/access/action/client.ts";
import { requireStepUp } from "#lib/access/auth/step-up.ts";
import { endCalendar, makeCalendar } from "./calendars.ts";

const PAGE = "/activity/coming-up";

/**
 * Makes one's own calendar, in place of an earlier one; its address is answered this once. It asks for a fresh proof: the
 * address reads without signing in, and outlives the session. Ending it asks for none.
 */
export const makeCalendarAction = action
  .metadata({ permission: "profile.calendar" })
  .inputSchema(z.strictObject({ withNames: z.boolean() }))
  .action(async ({ parsedInput, ctx }) => {
    await requireStepUp(ctx.viewer);
    const url = await makeCalendar(ctx.viewer, parsedInput.withNames);
    revalidatePath(PAGE);
    return { url };
  });

/** Ends one's own calendar. Throws NOT_FOUND. */
export const endCalendarAction = action
  .metadata({ permission: "profile.calendar" })
  .inputSchema(z.strictObject({}))
  .action(async ({ ctx }) => {
    await endCalendar(ctx.viewer);
    revalidatePath(PAGE);
    return {};
  });
