"use server";

import { action } from "#lib/access/action/client.ts";
import { idOfKey } from "#lib/core/ids.ts";
import { changeView, deleteView, saveView } from "#lib/directory/views/mutations.ts";
import { changeViewSchema, saveViewSchema, viewIdSchema } from "#lib/directory/views/schema.ts";

/** Keeps a list's filter under a name, for oneself or for everybody. */
export const saveViewAction = action
  .metadata({ permission: "view.save" })
  .inputSchema(saveViewSchema)
  .action(async ({ parsedInput: { key, ...view }, ctx }) => ({
    id: await saveView(ctx.viewer, view, idOfKey(ctx.viewer.userId, key)),
  }));

export const changeViewAction = action
  .metadata({ permission: "view.save" })
  .inputSchema(changeViewSchema)
  .action(async ({ parsedInput, ctx }) => {
    await changeView(ctx.viewer, parsedInput);
    return { id: parsedInput.id };
  });

export const deleteViewAction = action
  .metadata({ permission: "view.save" })
  .inputSchema(viewIdSchema)
  .action(async ({ parsedInput: { id }, ctx }) => {
    await deleteView(ctx.viewer, id);
    return { id };
  });
