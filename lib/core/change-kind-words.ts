import type { ChangeKindName } from "#lib/core/change-names.ts";

/** What each kind of change is called where it is spoken of in general: in rules, and where rules are told of. */
export const CHANGE_KIND_WORDS: Record<ChangeKindName, string> = {
  "member.setRole": "Changing a role in a team",
  "member.add": "Adding people to a team",
  "member.remove": "Removing people from a team",
  "org.invite": "Inviting people to an organization",
  "org.setRole": "Changing a role in an organization",
  "org.removeMember": "Removing people from an organization",
  "org.deleteLink": "Deleting an invite link",
  "team.create": "Making a team",
  "team.rename": "Renaming a team",
  "team.delete": "Deleting a team",
  "secret.create": "Making a secret",
  "secret.rotate": "Rotating a secret",
  "secret.delete": "Deleting a secret",
};
