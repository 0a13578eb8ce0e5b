import { Note } from "#components/ui/note.tsx";
import type { Plan } from "#lib/changes/schema.ts";
import { grouped } from "#lib/core/grouped.ts";

/** "1 change", "1,204 changes" */
export const countOf = (count: number, noun: string): string =>
  `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;

const MINUTE = 60;

/** "9 calls, about 4 seconds, 3 of 9 cannot be undone" */
export function planTime(plan: Plan): string {
  const { calls, seconds } = plan;
  if (calls === 0) return "No calls";
  const time =
    seconds < 2 * MINUTE ? countOf(seconds, "second") : countOf(Math.round(seconds / MINUTE), "minute");
  return [countOf(calls, "call"), `about ${time}`, finalWords(plan.counts)].filter(Boolean).join(", ");
}

/** "cannot be undone", of all of a plan or of so many; "" where everything can. */
export const finalWords = ({
  apply,
  irreversible,
}: Pick<Plan["counts"], "apply" | "irreversible">): string =>
  irreversible === 0
    ? ""
    : irreversible === apply
      ? "cannot be undone"
      : `${grouped(irreversible)} of ${grouped(apply)} cannot be undone`;

/** "12 changes · 19 already so · 1 stays"; "" where it is only changes. `stays`: besides those that cannot be done. */
export function planSummary(
  { apply, skipped, refused }: Plan["counts"],
  { stays = 0, more = [] }: { stays?: number; more?: readonly string[] } = {},
): string {
  const staying = refused + stays;
  const parts = [
    ...(skipped > 0 ? [`${grouped(skipped)} already so`] : []),
    ...(staying > 0 ? [`${grouped(staying)} ${staying === 1 ? "stays" : "stay"}`] : []),
    ...more,
  ];
  if (parts.length === 0) return "";
  return [apply > 0 ? countOf(apply, "change") : "No changes", ...parts].join(" · ");
}

/** What holds for the whole plan: that nothing of it can be done, and the warnings that several lines share. */
export function PlanNotes({ plan: { counts, notes } }: { plan: Plan }) {
  const isNone = counts.apply === 0;
  if (!isNone && notes.length === 0) return null;
  return (
    <Note>
      {isNone && <p>Nothing remains to be applied.</p>}
      {notes.map((note) => (
        <p key={note.code}>
          <bdi>{note.text}</bdi>
          {note.count > 1 && ` The same holds for ${grouped(note.count - 1)} more.`}
        </p>
      ))}
    </Note>
  );
}
