import { Icon } from "#components/ui/icon.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { Offboarding } from "#lib/changes/offboarding/schema.ts";

const SIGNS = {
  back: { icon: "alert", className: "danger" },
  open: { icon: "alert", className: "warn" },
  unread: { icon: "help", className: "warn" },
} as const;

/** Whether they came back since, and which door is still open: looked at a day later. */
export function LookedAgain({ offboarding }: { offboarding: Offboarding }) {
  const { lookAgainAt, lookedAgainAt, foundAgain } = offboarding;
  if (!lookAgainAt && !lookedAgainAt) return null;
  return (
    <section aria-label="Looked at again">
      <div className="h2row">
        <h2>A day later</h2>
      </div>
      <div className="lines">
        {lookedAgainAt && foundAgain.length === 0 && (
          <p className="line">
            <Icon name="check" size="sm" className="ok" />
            <span className="clip">They have not come back, and no door that Rollcall can see is open.</span>
            <TimeAgo at={lookedAgainAt} />
          </p>
        )}
        {foundAgain.map(({ what, words }) => (
          <p className="line" key={words}>
            <Icon name={SIGNS[what].icon} size="sm" className={SIGNS[what].className} />
            <bdi className="clip" title={words}>
              {words}
            </bdi>
            {lookedAgainAt && <TimeAgo at={lookedAgainAt} />}
          </p>
        ))}
        {lookAgainAt && (
          <p className="line faint">
            Rollcall looks {lookedAgainAt && "again "}whether they came back{" "}
            <TimeAgo at={lookAgainAt} isLong />.
          </p>
        )}
      </div>
    </section>
  );
}
