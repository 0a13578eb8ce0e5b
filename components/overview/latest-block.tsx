import { Sentence } from "#components/activity/sentence.tsx";
import { OverviewBlock } from "#components/overview/block.tsx";
import type { IconName } from "#components/ui/glyphs.ts";
import { type GlyphTone, Line, LineGlyph, LineText } from "#components/ui/line.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { ActivityOutcome, ActivityRow } from "#lib/directory/activity/schema.ts";

const GLYPHS: Record<
  Exclude<ActivityOutcome, "running">,
  { icon: IconName; tone?: GlyphTone; word: string }
> = {
  done: { icon: "check", word: "Done" },
  failed: { icon: "xCircle", tone: "danger", word: "Failed" },
  skipped: { icon: "dash", word: "Skipped" },
  cancelled: { icon: "dash", word: "Cancelled" },
  seen: { icon: "eye", word: "Seen in sync" },
  unknown: { icon: "help", tone: "warn", word: "Unknown" },
};

function Outcome({ outcome }: { outcome: ActivityOutcome }) {
  if (outcome === "running") return <LineGlyph />;
  const { icon, tone, word } = GLYPHS[outcome];
  return (
    <>
      <LineGlyph icon={icon} tone={tone} />
      <span className="sr-only">{word}:</span>
    </>
  );
}

/** "Rotated DB_MAIN in Perception" and "Removed Noor from Perception" name their place already. */
const endsWithPlace = ({ what, where }: ActivityRow): boolean =>
  where !== undefined &&
  what
    .map((piece) => piece.text)
    .join("")
    .endsWith(` ${where.name}`);

export function LatestBlock({ rows }: { rows: ActivityRow[] }) {
  return (
    <OverviewBlock
      title="Latest activity"
      all={{ href: "/activity", label: "All activity" }}
      empty="Nothing has happened yet."
    >
      {rows.map((row) => (
        <Line key={row.id}>
          <Outcome outcome={row.outcome} />
          <LineText>
            <Sentence words={row.what} />
            <span className="text-faint">
              {row.where && !endsWithPlace(row) && (
                <>
                  {" "}
                  in <bdi>{row.where.name}</bdi>,
                </>
              )}{" "}
              {row.who.kind === "outside" ? (
                row.who.name
              ) : (
                <>
                  by <bdi>{row.who.name}</bdi>
                </>
              )}
            </span>
          </LineText>
          <TimeAgo at={row.at} />
        </Line>
      ))}
    </OverviewBlock>
  );
}
