"use server";

import { revalidatePath } from "next/cache";
import { action } from "#lib/access/action/client.ts";
import { sendTestMail, setFixed, setNotice } from "#lib/insight/notices/mutations.ts";
import { setFixedSchema, setNoticeSchema } from "#lib/insight/notices/schema.ts";

/** Sets how one is told of an event. Throws CONFLICT where it cannot be turned off. */
export const setNoticeAction = action
  .metadata({ permission: "profile.notices" })
  .inputSchema(setNoticeSchema)
  .action(async ({ parsedInput, ctx }) => {
    await setNotice(ctx.viewer, parsedInput.event, parsedInput.way);
    revalidatePath("/settings/profile");
    return parsedInput;
  });

/** Sends oneself a mail at once; answers what the mail server said against it. */
export const sendTestMailAction = action
  .metadata({ permission: "profile.notices" })
  .action(async ({ ctx }) => sendTestMail(ctx.viewer));

/** Sets what nobody can turn off. */
export const setFixedAction = action
  .metadata({ permission: "notice.setFixed" })
  .inputSchema(setFixedSchema)
  .action(async ({ parsedInput: { events }, ctx }) => {
    await setFixed(ctx.viewer, events);
    revalidatePath("/settings/notices");
    return { events };
  });
