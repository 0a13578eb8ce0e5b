import { Block } from "#components/overview/block.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { ConnectionRow } from "#lib/directory/connections/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const TROUBLE = {
  refused: { icon: "xCircle", tone: "danger", word: "Token refused" },
  readonly: { icon: "alert", tone: "warn", word: "Read only" },
  failing: { icon: "alert", tone: "warn", word: "Not reachable" },
} as const;

/** Those that need somebody first, then the rest by label. */
const byNeed = (a: ConnectionRow, b: ConnectionRow): number =>
  Number(a.state === "works") - Number(b.state === "works");

export function ConnectionsBlock({ connections }: { connections: ConnectionRow[] }) {
  return (
    <Block
      title="Connections"
      count={connections.length}
      all={{ href: "/settings/connections", label: "Manage" }}
      empty="None yet. A connection holds the token that opens a team or an organization."
    >
      {connections.toSorted(byNeed).map((row) => {
        const trouble = row.state === "works" ? undefined : TROUBLE[row.state];
        return (
          <div className="line" key={row.id}>
            {row.syncing && !trouble ? (
              <Spinner />
            ) : (
              <Icon
                name={trouble?.icon ?? "check"}
                size="sm"
                {...(trouble ? { className: trouble.tone } : {})}
              />
            )}
            <span className="clip">
              <bdi>{row.label}</bdi> <span className="faint">{VENDOR_FACTS[row.vendor].name}</span>
            </span>
            <span className={trouble ? `val ${trouble.tone}` : "val"} title={row.stateReason}>
              {trouble ? trouble.word : row.syncedAt ? <TimeAgo at={row.syncedAt} /> : "syncing"}
            </span>
          </div>
        );
      })}
    </Block>
  );
}
