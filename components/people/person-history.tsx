import Link from "next/link";
import { Sentence } from "#components/activity/sentence.tsx";
import type { IconName } from "#components/ui/glyphs.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { PersonEvent } from "#lib/directory/people/schema.ts";

const GLYPHS: Record<
  Exclude<PersonEvent["outcome"], "running">,
  { icon: IconName; tone?: string; word: string }
> = {
  done: { icon: "check", tone: "ok", word: "Done" },
  failed: { icon: "xCircle", tone: "danger", word: "Failed" },
  skipped: { icon: "dash", word: "Skipped" },
  cancelled: { icon: "dash", word: "Cancelled" },
  unknown: { icon: "help", tone: "warn", word: "Unknown" },
  seen: { icon: "eye", word: "Seen by a sync" },
};

function Outcome({ outcome }: Pick<PersonEvent, "outcome">) {
  if (outcome === "running") return <Spinner />;
  const { icon, tone, word } = GLYPHS[outcome];
  return (
    <>
      <Icon name={icon} size="sm" {...(tone ? { className: tone } : {})} />
      <span className="vh">{word}:</span>
    </>
  );
}

/** What happened to a person, by Rollcall and outside it, newest first. */
export function PersonHistory({ events }: { events: readonly PersonEvent[] }) {
  return (
    <section aria-label="Recent changes">
      <div className="h2row">
        <h2>Recent changes</h2>
        <Link className="link all" href="/activity">
          All activity
        </Link>
      </div>
      <div className="lines">
        {events.length === 0 && (
          <p className="line faint">Nothing has changed since Rollcall first read these teams.</p>
        )}
        {events.map((event) => (
          <div className="line" key={event.id}>
            <Outcome outcome={event.outcome} />
            <span className="clip">
              <Sentence words={event.what} />{" "}
              <span className="faint">
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
            </span>
            <TimeAgo at={event.at} />
          </div>
        ))}
      </div>
    </section>
  );
}
