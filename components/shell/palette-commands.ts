import type { IconName } from "#components/ui/glyphs.ts";
import type { Permission } from "#lib/core/permissions.ts";

export type Command = { label: string; href: string; icon: IconName; context: string; needs: Permission };

/** What the palette does by itself: each opens a dialog on its page, and changes nothing before that is answered. */
export const COMMANDS: readonly Command[] = [
  { label: "New team", href: "/teams?do=new", icon: "plus", context: "Teams", needs: "team.create" },
  {
    label: "Invite people",
    href: "/people?do=invite",
    icon: "plus",
    context: "People",
    needs: "upload.create",
  },
  {
    label: "Import roster",
    href: "/people?do=roster",
    icon: "upload",
    context: "People",
    needs: "upload.create",
  },
  { label: "Import .env", href: "/secrets?do=env", icon: "file", context: "Secrets", needs: "secret.create" },
  {
    label: "Add connection",
    href: "/settings/connections?do=add",
    icon: "plus",
    context: "Connections",
    needs: "connection.create",
  },
  { label: "New review", href: "/reviews?do=new", icon: "plus", context: "Reviews", needs: "review.create" },
  {
    label: "Invite user",
    href: "/settings/users?do=invite",
    icon: "plus",
    context: "Users",
    needs: "user.invite",
  },
];

/** Verbs that take a name: typed before one, they offer to do that to whom or what is found. */
export const VERBS = [
  { word: "Offboard", icon: "userMinus", needs: "offboarding.begin", of: "somebody" },
  { word: "Rotate", icon: "rotate", needs: "secret.rotate", of: "a secret" },
] as const satisfies readonly { word: string; icon: IconName; needs: Permission; of: string }[];
export type Verb = (typeof VERBS)[number];

/** So many letters of a verb are one. */
const ENOUGH = 3;

/** What was typed as a verb and the name after it: "off ana" is "Offboard" and "ana". */
export function readVerb(query: string): { verb: Verb | undefined; rest: string } {
  const [first = "", ...more] = query.trimStart().split(/\s+/);
  const typed = first.toLocaleLowerCase("en");
  const verb =
    typed.length >= ENOUGH && query.trimStart().includes(" ")
      ? VERBS.find(({ word }) => word.toLocaleLowerCase("en").startsWith(typed))
      : undefined;
  return verb ? { verb, rest: more.join(" ").trim() } : { verb: undefined, rest: query.trim() };
}
