import type { View } from "#lib/directory/views/schema.ts";

/** More than these nobody finds their way in. */
export const MAX_VIEWS = 50;

const builtIn = (page: View["page"], name: string, query: string): View => ({
  ...{ page, name, query },
  ...{ isShared: true, mayChange: false, mayDelete: false },
});

/** The views that come with Rollcall. */
export const BUILT_IN: readonly View[] = [
  builtIn("people", "Idle admins", "role=managing&inactive=90"),
  builtIn("people", "Invited over 14 days", "invited=14"),
  builtIn("secrets", "Overdue and in use", "due=overdue&inUse=yes"),
];
