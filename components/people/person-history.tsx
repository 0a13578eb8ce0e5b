import { plainWords, Sentence } from "#components/activity/sentence.tsx";
import { UndoChange } from "#components/changes/undo-change.tsx";
import type { IconName } from "#components/ui/glyphs.ts";
import { type GlyphTone, Line, LineGlyph, LineNote, LineText } from "#components/ui/line.tsx";
import { Link } from "#components/ui/link.tsx";
import { SectionHead } from "#components/ui/section-head.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { PersonEvent } from "#lib/directory/people/schema.ts";

const GLYPHS: Record<
  Exclude<PersonEvent["outcome"], "running">,
  { icon: IconName; tone?: GlyphTone; word: string }
> = {
  done: { icon: "check", tone: "ok", word: "Done" },
  failed: { icon: "xCircle", tone: "danger", word: "Failed" },
  skipped: { icon: "dash", word: "Skipped" },
  cancelled: { icon: "dash", word: "Cancelled" },
  unknown: { icon: "help", tone: "warn", word: "Unknown" },
  seen: { icon: "eye", word: "Seen by a sync" },
};

function Outcome({ outcome }: Pick<PersonEvent, "outcome">) {
  if (outcome === "running") return <LineGlyph />;
  const { icon, tone, word } = GLYPHS[outcome];
  return (
    <>
      <LineGlyph icon={icon} tone={tone} />
      <span className="sr-only">{word}:</span>
    </>
  );
}

/** What happened to a person, by Rollcall and outside it, newest first. */
export function PersonHistory({ events }: { events: readonly PersonEvent[] }) {
  return (
    <section aria-label="Recent changes">
      <SectionHead title="Recent changes">
        <Link className="link ms-auto text-small/5" href="/activity">
          All activity
        </Link>
      </SectionHead>
      <div>
        {events.length === 0 && (
          <LineNote>Nothing has changed since Rollcall first read these teams.</LineNote>
        )}
        {events.map((event) => (
          <Line key={event.id}>
            <Outcome outcome={event.outcome} />
            <LineText>
              {event.batchId ? (
                <Link
                  className="hover:underline"
                  href={`/activity/batches/${encodeURIComponent(event.batchId)}`}
                  title={event.undo?.why}
                >
                  <Sentence words={event.what} />
                </Link>
              ) : (
                <Sentence words={event.what} />
              )}{" "}
              <span className="text-faint">
                {event.outcome === "seen" ? (
                  "outside Rollcall"
                ) : (
                  <>
                    {event.by && (
                      <>
                        by <bdi>{event.by}</bdi>
                      </>
                    )}
                    {event.reason && <bdi>: {event.reason}</bdi>}
                  </>
                )}
              </span>
            </LineText>
            <UndoChange undo={event.undo} what={plainWords(event.what)} />
            <TimeAgo at={event.at} />
          </Line>
        ))}
      </div>
    </section>
  );
}
