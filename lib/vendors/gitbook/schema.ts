import { z } from "zod";
import {
  countSchema,
  cursorSchema,
  dateSchema,
  emailSchema,
  idSchema,
  lenient,
  nameSchema,
  urlSchema,
  wordSchema,
} from "#lib/vendors/lenient.ts";

const flag = lenient(z.boolean());
const count = lenient(countSchema);

/** A list: the rows are parsed one by one, so that one broken row does not cost the page. */
export const listSchema = z.object({
  items: z.array(z.unknown()),
  next: lenient(z.object({ page: cursorSchema }).nullish()),
  count: lenient(countSchema.optional()),
});
export type List = z.infer<typeof listSchema>;

export const teamSchema = z.object({
  id: idSchema,
  title: lenient(nameSchema),
  members: count,
  spaces: count,
  createdAt: lenient(dateSchema),
  permissions: lenient(z.object({ admin: flag, view: flag })),
});
export type TeamRow = z.infer<typeof teamSchema>;

export const userSchema = z.object({
  id: idSchema,
  displayName: lenient(nameSchema),
  email: lenient(emailSchema.nullish()),
  photoURL: lenient(urlSchema.nullish()),
  urls: lenient(z.object({ location: urlSchema })),
});
export type UserRow = z.infer<typeof userSchema>;

export const orgMemberSchema = z.object({
  id: idSchema,
  role: lenient(wordSchema.nullable()),
  user: lenient(userSchema.omit({ id: true })),
  disabled: flag,
  joinedAt: lenient(dateSchema),
  lastSeenAt: lenient(dateSchema.nullish()),
  sso: flag,
  spaces: count,
  teams: count,
  sites: lenient(countSchema.nullish()),
});
export type OrgMemberRow = z.infer<typeof orgMemberSchema>;

const membership = lenient(z.object({ role: wordSchema }));
export const teamMemberSchema = z.object({ organization: orgMemberSchema, team: membership });
export type TeamMemberRow = z.infer<typeof teamMemberSchema>;

/** A row of the teams that one member is in. */
export const memberTeamSchema = z.object({ team: z.object({ id: idSchema }), member: membership });

export const organizationSchema = z.object({
  id: idSchema,
  title: lenient(nameSchema),
  permissions: lenient(
    z.object({ view: flag, admin: flag, ownTeam: flag, listMembers: flag, listTeams: flag }),
  ),
  sso: lenient(z.boolean().nullish()),
  emailDomains: lenient(z.array(z.string().max(253)).max(1_000).nullish()),
  inviteLinks: lenient(z.boolean().nullish()),
  defaultRole: lenient(wordSchema.nullish()),
});
export type OrganizationRow = z.infer<typeof organizationSchema>;

export const inviteSchema = z.object({
  users: z.array(idSchema),
  invited: lenient(countSchema),
  failedSSOEmails: lenient(z.array(z.string()).nullish()),
});

export const inviteLinkSchema = z.object({ id: idSchema, role: lenient(wordSchema.nullable()) });

/** A space that a member can reach. */
export const reachSchema = z.object({
  permission: lenient(wordSchema),
  space: z.object({
    id: idSchema,
    title: lenient(nameSchema),
    urls: lenient(z.object({ app: urlSchema })),
  }),
});
