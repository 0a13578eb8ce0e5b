import { unreadWords } from "#components/connections/rights-words.ts";
import { OverviewBlock } from "#components/overview/block.tsx";
import { Line, LineGlyph, LineText, LineValue } from "#components/ui/line.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { ConnectionRow } from "#lib/directory/connections/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const TROUBLE = {
  refused: { icon: "xCircle", tone: "danger", word: "Token refused" },
  readonly: { icon: "alert", tone: "warn", word: "Read only" },
  failing: { icon: "alert", tone: "warn", word: "Not reachable" },
} as const;

function troubleOf(row: ConnectionRow) {
  if (row.state !== "works") return TROUBLE[row.state];
  return row.unread > 0
    ? ({ icon: "alert", tone: "warn", word: unreadWords(row.unread) } as const)
    : undefined;
}

/** Those that need somebody first, then the rest by label. */
const byNeed = (a: ConnectionRow, b: ConnectionRow): number => Number(!troubleOf(a)) - Number(!troubleOf(b));

export function ConnectionsBlock({ connections }: { connections: ConnectionRow[] }) {
  return (
    <OverviewBlock
      title="Connections"
      count={connections.length}
      all={{ href: "/settings/connections", label: "Manage" }}
      empty="None yet. A connection holds the token that opens a team or an organization."
    >
      {connections.toSorted(byNeed).map((row) => {
        const trouble = troubleOf(row);
        return (
          <Line key={row.id}>
            {row.syncing && !trouble ? (
              <LineGlyph />
            ) : (
              <LineGlyph icon={trouble?.icon ?? "check"} tone={trouble?.tone} />
            )}
            <LineText>
              <bdi>{row.label}</bdi> <span className="text-faint">{VENDOR_FACTS[row.vendor].name}</span>
            </LineText>
            <LineValue tone={trouble?.tone} title={row.stateReason}>
              {trouble ? trouble.word : row.syncedAt ? <TimeAgo at={row.syncedAt} /> : "syncing"}
            </LineValue>
          </Line>
        );
      })}
    </OverviewBlock>
  );
}
