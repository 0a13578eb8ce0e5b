import type { IconName } from "#components/ui/glyphs.ts";
import type { ViewPage } from "#lib/directory/views/pages.ts";

/** The pages that views are of, as the navigation shows them. */
export const VIEW_PLACES: Record<ViewPage, { label: string; icon: IconName }> = {
  people: { label: "People", icon: "people" },
  teams: { label: "Teams", icon: "teams" },
  secrets: { label: "Secrets", icon: "key" },
  activity: { label: "Activity", icon: "activity" },
};
