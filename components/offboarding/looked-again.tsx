import { LineGlyph, LineNote, LineText } from "#components/ui/line.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { SectionHead } from "#components/ui/section-head.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { Offboarding } from "#lib/changes/offboarding/schema.ts";

const SIGNS = {
  back: { icon: "alert", tone: "danger" },
  open: { icon: "alert", tone: "warn" },
  unread: { icon: "help", tone: "warn" },
} as const;

/** Whether they came back since, and which door is still open: looked at a day later. */
export function LookedAgain({ offboarding }: { offboarding: Offboarding }) {
  const { lookAgainAt, lookedAgainAt, foundAgain } = offboarding;
  if (!lookAgainAt && !lookedAgainAt) return null;
  return (
    <section aria-label="Looked at again">
      <SectionHead title="A day later" />
      <div>
        {lookedAgainAt && foundAgain.length === 0 && (
          <LineNote tone="plain">
            <LineGlyph icon="check" tone="ok" />
            <LineText>They have not come back, and no door that Rollcall can see is open.</LineText>
            <TimeAgo at={lookedAgainAt} />
          </LineNote>
        )}
        {foundAgain.map(({ what, words }) => (
          <LineNote tone="plain" key={words}>
            <LineGlyph {...SIGNS[what]} />
            <LineText as="bdi" title={words}>
              {words}
            </LineText>
            {lookedAgainAt && <TimeAgo at={lookedAgainAt} />}
          </LineNote>
        ))}
        {lookAgainAt && (
          <LineNote>
            <span>
              Rollcall looks {lookedAgainAt && "again "}whether they came back on{" "}
              <LocalTime at={lookAgainAt} as="calendar" />.
            </span>
          </LineNote>
        )}
      </div>
    </section>
  );
}
