"use server";

import { action } from "#lib/access/action/client.ts";
import { actorOf } from "#lib/access/auth/actor.ts";
import { linkPerson, unlinkIdentity } from "#lib/directory/people/mutations.ts";
import { linkPersonSchema, unlinkIdentitySchema } from "#lib/directory/people/schema.ts";

/** Makes one person of two. Throws NOT_FOUND, CONFLICT. */
export const linkPersonAction = action
  .metadata({ permission: "person.link" })
  .inputSchema(linkPersonSchema)
  .action(async ({ parsedInput, ctx }) => {
    await linkPerson(actorOf(ctx.viewer), parsedInput);
    return { personId: parsedInput.intoId };
  });

/** Makes a person of their own of what was linked. Throws NOT_FOUND. */
export const unlinkIdentityAction = action
  .metadata({ permission: "person.unlink" })
  .inputSchema(unlinkIdentitySchema)
  .action(async ({ parsedInput, ctx }) => {
    await unlinkIdentity(actorOf(ctx.viewer), parsedInput);
    return { personId: parsedInput.identityId };
  });
