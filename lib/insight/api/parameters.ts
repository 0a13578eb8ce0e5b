/** What each parameter of the API asks for, in words, where its name and its words do not say it all. */
const WORDS: Record<string, string> = {
  q: "Words that are searched for in names, e-mail addresses and the like",
  role: "The role in the team; of people, “managing” is owner or admin of anything",
  orgRole: "The role in the organization, in the vendor's word; “guest” is none",
  status: "How the membership stands",
  temporary: "Only those who have a role or a membership for a time",
  in: "On which vendor; “both” are on several, “one” on a single one, “only-…” on that one alone",
  team: "Rollcall's id of a team, as the list of teams has it",
  invited: "Invited more than so many days ago, and still not joined",
  inactive: "Last active more than so many days ago, where that is known",
  activity: "Only those of whom it is not known when they were active",
  olderThan: "Last changed at least so many days ago",
  due: "“overdue”: older than its policy allows; “due”: it will be within 14 days",
  inUse: "Whether a deployment uses it, where that is known",
  vendor: "Of one vendor alone",
  who: "The id of a user of Rollcall, or “system”",
  what: "What it is about",
  outcome: "How it ended",
  days: "Of the last so many days",
  source: "“inside”: through Rollcall; “outside”: seen to have happened at the vendor",
  state: "How the batch stands",
  token: "The id of an API token: what was done with it",
  sort: "What the list is sorted by",
  dir: "Which way it is sorted",
  cursor: "“next” of the page before",
  limit: "How many rows at most",
};

export const parameterWords = (name: string): string | undefined =>
  Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
