import { NAV, SETTINGS } from "#components/shell/nav-items.ts";
import { COMMANDS, readVerb, VERBS } from "#components/shell/palette-commands.ts";
import type { IconName } from "#components/ui/glyphs.ts";
import { VIEW_PLACES } from "#components/views/view-places.ts";
import { can, type Permission, type Role } from "#lib/core/permissions.ts";
import { secretHref } from "#lib/directory/secrets/address.ts";
import { viewHref } from "#lib/directory/views/pages.ts";
import type { View } from "#lib/directory/views/schema.ts";
import type { SearchResults } from "#lib/insight/search/schema.ts";

export type Choice = {
  id: string;
  label: string;
  context: string;
  icon: IconName;
  /** Where it leads; "?" is the list of shortcuts. */
  href: string;
  /** Goes on in the field instead: a verb that wants a name. */
  fills?: string;
  isMono?: boolean;
};
export type ChoiceGroup = { title: string; choices: Choice[] };

/** Who chooses; `isLimited` to some connections or teams. */
export type Chooser = { role: Role; isLimited: boolean };

const NOWHERE = { connections: [], partial: [], teams: [], organizations: [] };
const mayOf =
  ({ role, isLimited }: Chooser) =>
  (permission: Permission): boolean =>
    can({ role, scope: isLimited ? NOWHERE : "all" }, permission);

type Page = Choice & { needs?: Permission };
const PAGES: readonly Page[] = [
  ...NAV.filter((item) => item.label !== "Settings").map(({ href, label, icon }) => ({
    id: href,
    label,
    icon,
    href,
    context: label === "Secrets" ? "all teams, oldest first" : "",
  })),
  {
    id: "/activity/batches",
    label: "Batches",
    icon: "activity",
    href: "/activity/batches",
    context: "Activity",
  },
  {
    id: "/activity/coming-up",
    label: "Coming up",
    icon: "clock",
    href: "/activity/coming-up",
    context: "Activity",
  },
  {
    id: "/approvals",
    label: "Approvals",
    icon: "checkCircle",
    href: "/approvals",
    context: "",
    needs: "approval.read",
  },
  { id: "/reviews", label: "Reviews", icon: "eye", href: "/reviews", context: "", needs: "review.read" },
  ...SETTINGS.map(
    ({ href, label, isForAdmins }): Page => ({
      id: href,
      label,
      icon: "settings",
      href,
      context: "Settings",
      ...(isForAdmins ? { needs: "user.read" } : {}),
    }),
  ),
  { id: "?", label: "Keyboard shortcuts", icon: "info", href: "?", context: "" },
];

const matches = (text: string, query: string): boolean =>
  text.toLocaleLowerCase("en").includes(query.trim().toLocaleLowerCase("en"));
const teamHref = (id: string) => `/teams/${encodeURIComponent(id)}`;
const personHref = (id: string) => `/people/${encodeURIComponent(id)}`;
/** A secret's page with its dialog open; where it has no page, its team's list. */
const rotateHref = (secret: { teamId: string; name: string }): string => {
  const href = secretHref(secret);
  return href.includes("?") ? href : `${href}?do=rotate`;
};

type FoundPerson = SearchResults["people"][number];

/** What tells a person from others: their e-mail where two results share the name, or where that is what was searched for. */
function personContext(person: FoundPerson, people: readonly FoundPerson[], query: string): string {
  const { label, email, mark } = person;
  const isTwin = people.some((other) => other.id !== person.id && other.label === label);
  if (isTwin) return email && email !== label ? email : (mark ?? "");
  const isAsked = email !== undefined && matches(email, query) && !matches(label, query);
  return isAsked && email !== label ? email : "";
}

/** What the palette offers for a text, in groups: pages, views and actions known here, and what the server found for its `wanted` part. */
export function choiceGroups(
  query: string,
  found: SearchResults | undefined,
  chooser: Chooser,
  views: readonly View[] = [],
): ChoiceGroup[] {
  const may = mayOf(chooser);
  const { verb, rest } = readVerb(query);
  const people = found?.people ?? [];
  const secrets = found?.secrets ?? [];
  if (verb && may(verb.needs)) {
    const { word, icon } = verb;
    const choices: Choice[] =
      word === "Offboard"
        ? people.map((person) => ({
            id: `offboard:${person.id}`,
            label: `${word} ${person.label}`,
            context: personContext(person, people, rest),
            icon,
            href: `${personHref(person.id)}?do=offboard`,
          }))
        : secrets.map(({ name, teamId, teamName }) => ({
            id: `rotate:${teamId}:${name}`,
            label: `${word} ${name}`,
            context: teamName,
            icon,
            href: rotateHref({ teamId, name }),
          }));
    if (choices.length > 0) return [{ title: "Actions", choices }];
  }
  const groups: ChoiceGroup[] = [
    {
      title: "Go to",
      choices: PAGES.filter((page) => matches(page.label, query) && (!page.needs || may(page.needs))),
    },
    {
      title: "Views",
      choices: views
        .filter(({ name }) => matches(name, query))
        .map((view) => ({
          id: `view:${view.id ?? view.name}`,
          label: view.name,
          context: VIEW_PLACES[view.page].label,
          icon: VIEW_PLACES[view.page].icon,
          href: viewHref(view),
        })),
    },
    {
      title: "Teams",
      choices: (found?.teams ?? []).map(({ id, label, vendor, belongsTo }) => ({
        id: `team:${id}`,
        label,
        context: belongsTo,
        icon: vendor,
        href: `${teamHref(id)}/members`,
      })),
    },
    {
      title: "People",
      choices: people.map((person) => ({
        id: `person:${person.id}`,
        label: person.label,
        context: personContext(person, people, query),
        icon: "person" as const,
        href: personHref(person.id),
      })),
    },
    {
      title: "Secrets",
      choices: secrets.map(({ name, teamId, teamName }) => ({
        id: `secret:${teamId}:${name}`,
        label: name,
        context: teamName,
        icon: "key" as const,
        href: `${teamHref(teamId)}/secrets?q=${encodeURIComponent(name)}`,
        isMono: true,
      })),
    },
    {
      title: "Actions",
      choices: [
        ...VERBS.filter(({ word, of, needs }) => matches(`${word} ${of}`, query) && may(needs)).map(
          ({ word, of, icon }): Choice => ({
            id: `verb:${word}`,
            label: `${word} ${of}…`,
            context: "then a name",
            icon,
            href: "",
            fills: `${word} `,
          }),
        ),
        ...COMMANDS.filter(({ label, needs }) => matches(label, query) && may(needs)).map(
          ({ label, href, icon, context }): Choice => ({ id: href, label, href, icon, context }),
        ),
      ],
    },
  ];
  return groups.filter((group) => group.choices.length > 0);
}

/** What of a text the server is asked for: with a verb before it, the name alone. */
export const wantedOf = (query: string): string => readVerb(query).rest;
