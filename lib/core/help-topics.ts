/** The help pages, in their order, by what an address calls them. The text of each is `docs/help/{topic}.md`. */
export const HELP_TOPICS = {
  tokens: "Vendors' tokens",
  roles: "Roles",
  sync: "Sync and age",
  plans: "Plans and undo",
  scheduling: "Scheduling",
  offboarding: "Offboarding",
  reviews: "Access reviews",
  rotation: "Rotation",
  notices: "Notices",
  api: "API tokens",
  audit: "Audit log",
  backup: "Backing up the keys",
} as const;
export type HelpTopic = keyof typeof HELP_TOPICS;

export const isHelpTopic = (topic: string): topic is HelpTopic => Object.hasOwn(HELP_TOPICS, topic);
