import type { Organization, OrgMember } from "./store.ts";

export interface ReachableSpace {
  id: string;
  title: string;
  permission: string;
}

const NOUNS = ["Handbook", "API reference", "Release notes", "Runbooks", "Decisions", "Onboarding"];

/** The made-up spaces that a member reaches: as many as the member's count says, the same ones each time. */
export const spacesOf = (org: Organization, member: OrgMember): ReachableSpace[] =>
  Array.from({ length: member.spaces }, (_, index) => ({
    id: `space-${org.id.slice(0, 6)}-${index + 1}`,
    title: `${NOUNS[index % NOUNS.length]}${index < NOUNS.length ? "" : ` ${Math.ceil((index + 1) / NOUNS.length)}`}`,
    permission: member.role ?? "read",
  }));
