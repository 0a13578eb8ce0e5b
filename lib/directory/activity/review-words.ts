import { name, type Said, text, user } from "#lib/directory/activity/said.ts";
import type { Words } from "#lib/directory/activity/schema.ts";

const reviewName = (said: Said): Words => name(said.personal.review, "of access");
const rowsOf = ({ facts }: Said): string => (facts.rows === 1 ? "1 row" : `${text(facts.rows, "some")} rows`);
const REVIEW_VERBS: Record<string, string> = {
  keep: "Decided to keep",
  change: "Decided to change the role of",
  remove: "Decided to remove",
  undone: "Took back the decision about",
};
/** Whom a decision was about: by name where it was one person. */
const reviewed = (said: Said): (string | Words)[] => {
  const { people } = said.personal;
  const [first] = Array.isArray(people) ? people : [];
  return said.facts.rows === 1 ? [name(first, "somebody")] : [`${text(said.facts.rows, "some")} people`];
};

/** How events of access reviews are told. */
export const REVIEW_SENTENCES: Record<string, (said: Said) => (string | Words)[]> = {
  "review.create": (said) => [
    said.facts.previousId ? "Began the next quarter's access review " : "Began the access review ",
    reviewName(said),
  ],
  "review.open": (said) => [
    "Read the lists of the access review ",
    reviewName(said),
    `: ${rowsOf(said)} to decide${typeof said.facts.notCovered === "number" && said.facts.notCovered > 0 ? `, ${said.facts.notCovered} ${said.facts.notCovered === 1 ? "list" : "lists"} not covered` : ""}`,
  ],
  "review.decide": (said) => [
    `${REVIEW_VERBS[text(said.facts.decision, "")] ?? "Decided about"} `,
    ...reviewed(said),
    " in ",
    reviewName(said),
  ],
  "review.delegate": (said) => [
    `Handed ${rowsOf(said)} of the access review `,
    reviewName(said),
    " to ",
    user(said),
  ],
  "review.close": (said) => ["Closed the access review ", reviewName(said)],
  "review.cancel": (said) => ["Cancelled the access review ", reviewName(said)],
  "review.evidence": (said) => ["Took the evidence of the access review ", reviewName(said)],
};
