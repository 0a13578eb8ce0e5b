import { VALUE_LINE, VALUES } from "#components/rotation/values-classes.ts";
import type { DotenvEntry } from "#lib/changes/rotation/dotenv.ts";
import type { ComparedValue, ValueState } from "#lib/changes/rotation/schema.ts";
import { grouped } from "#lib/core/grouped.ts";

const WORDS: Record<ValueState, string> = {
  new: "New",
  rotate: "Rotate",
  same: "Same value as last set by Rollcall",
};
const STATES = ["new", "rotate", "same"] as const;

/** What becomes of each name, its value masked: in one team a word, in several how many each. */
export function DotenvPreview({
  entries,
  compared,
  teams,
}: {
  entries: readonly DotenvEntry[];
  compared: readonly ComparedValue[];
  teams: readonly { id: string; name: string }[];
}) {
  const byName = Map.groupBy(compared, ({ name }) => name);
  const nameOf = new Map(teams.map(({ id, name }) => [id, name]));
  return (
    <ul className={VALUES} aria-label="Preview">
      {entries.map(({ name, value }) => (
        <li key={name} className={VALUE_LINE}>
          <span className="clip mono" title={name}>
            {name}
          </span>
          <span className="text-faint tabular-nums">
            <span aria-hidden="true">•••••••• </span>
            {grouped([...value].length)} {[...value].length === 1 ? "character" : "characters"}
          </span>
          <span className="text-end">
            {STATES.map((state) => {
              const those = (byName.get(name) ?? []).filter((one) => one.state === state);
              if (those.length === 0) return null;
              const names = those.map(({ teamId }) => nameOf.get(teamId) ?? "").join("\n");
              return (
                <span key={state} className={state === "same" ? "text-faint" : undefined} title={names}>
                  {WORDS[state]}
                  {teams.length > 1 && ` in ${those.length}`}{" "}
                </span>
              );
            })}
          </span>
        </li>
      ))}
    </ul>
  );
}
