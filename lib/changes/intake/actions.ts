"use server";

import { action } from "#lib/access/action/client.ts";
import { dropUpload } from "#lib/changes/intake/mutations.ts";
import { dropUploadSchema } from "#lib/changes/intake/schema.ts";

/** Forgets what was sent. */
export const dropUploadAction = action
  .metadata({ permission: "upload.create" })
  .inputSchema(dropUploadSchema)
  .action(async ({ parsedInput, ctx }) => {
    await dropUpload(ctx.viewer, parsedInput.uploadId);
    return {};
  });
