import { NAV, SETTINGS } from "#components/shell/nav-items.ts";
import type { IconName } from "#components/ui/glyphs.ts";
import { VIEW_PLACES } from "#components/views/view-places.ts";
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
  isMono?: boolean;
};
export type ChoiceGroup = { title: string; choices: Choice[] };

const PAGES: readonly Choice[] = [
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
  ...SETTINGS.map(({ href, label }) => ({
    id: href,
    label,
    icon: "settings" as const,
    href,
    context: "Settings",
  })),
  { id: "?", label: "Keyboard shortcuts", icon: "info", href: "?", context: "" },
];

const matches = (text: string, query: string): boolean =>
  text.toLocaleLowerCase("en").includes(query.trim().toLocaleLowerCase("en"));

/** What the palette offers for a text, in groups: pages and views known here, and what the server found. */
export function choiceGroups(
  query: string,
  found: SearchResults | undefined,
  views: readonly View[] = [],
): ChoiceGroup[] {
  const team = (id: string) => `/teams/${encodeURIComponent(id)}`;
  const groups: ChoiceGroup[] = [
    { title: "Go to", choices: PAGES.filter((page) => matches(page.label, query)) },
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
        href: `${team(id)}/members`,
      })),
    },
    {
      title: "People",
      choices: (found?.people ?? []).map((person) => ({
        id: `person:${person.id}`,
        label: person.label,
        context: person.email && person.email !== person.label ? person.email : "",
        icon: "person" as const,
        href: `/people/${encodeURIComponent(person.id)}`,
      })),
    },
    {
      title: "Secrets",
      choices: (found?.secrets ?? []).map(({ name, teamId, teamName }) => ({
        id: `secret:${teamId}:${name}`,
        label: name,
        context: teamName,
        icon: "key" as const,
        href: `${team(teamId)}/secrets?q=${encodeURIComponent(name)}`,
        isMono: true,
      })),
    },
  ];
  return groups.filter((group) => group.choices.length > 0);
}
