import { z } from "zod";
import {
  cursorSchema,
  dateSchema,
  emailSchema,
  idSchema,
  lenient,
  nameSchema,
  urlSchema,
} from "#lib/vendors/lenient.ts";

const flag = lenient(z.boolean());
const text = lenient(nameSchema.nullish());
const date = lenient(dateSchema);

/** A page: the rows are parsed one by one, so that one broken row does not cost the page. */
export const pageSchema = z.object({
  hasMore: lenient(z.boolean()),
  items: z.array(z.unknown()),
  nextPage: lenient(cursorSchema.nullish()),
});
export type Page = z.infer<typeof pageSchema>;

export const memberSchema = z.object({
  isAdmin: flag,
  isOwner: flag,
  dtConfirmed: lenient(dateSchema.nullish()),
  user: z.object({
    id: idSchema,
    email: lenient(emailSchema),
    firstName: text,
    lastName: text,
    publicProfileImageUrl: lenient(urlSchema.nullish()),
    lastActive: lenient(dateSchema.nullish()),
  }),
});
export type MemberRow = z.infer<typeof memberSchema>;

/** The answer to a changed or removed membership: no user in it. */
export const membershipSchema = z.object({ isAdmin: flag, isOwner: flag });

export const secretSchema = z.object({
  name: idSchema,
  dtCreated: date,
  dtModified: date,
  hasDeploymentAttached: lenient(z.boolean().optional()),
});
export type SecretRow = z.infer<typeof secretSchema>;

export const deletedSecretSchema = z.object({ name: z.string() });

const team = z.object({ id: idSchema, namespace: text, name: text });
export type SessionTeam = z.infer<typeof team>;
export const teamMembershipSchema = z.object({ team, isOwner: flag, isAdmin: flag });
export type TeamMembershipRow = z.infer<typeof teamMembershipSchema>;

/** `null` is the answer to nobody. */
export const sessionSchema = z
  .object({
    team: lenient(team.nullish()),
    user: z
      .object({
        id: idSchema,
        email: lenient(emailSchema.nullish()),
        firstName: text,
        lastName: text,
        teamMemberships: lenient(z.array(z.unknown()).nullish()),
      })
      .nullable(),
  })
  .nullable();
export type Session = z.infer<typeof sessionSchema>;
