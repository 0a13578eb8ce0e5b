"use client";

import { ENDS_DAY } from "#components/tokens/ends-day.ts";
import { callsWords, dayWords } from "#components/tokens/week-words.ts";
import { Link } from "#components/ui/link.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { PanelFacts, SidePanel } from "#components/ui/side-panel.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { TokenRow } from "#lib/access/tokens/schema.ts";

/** Everything that is known of a token, but for the token: what it may, and what it did in the last seven days. */
export function TokenDetails({ token, onClose }: { token: TokenRow; onClose: () => void }) {
  const { owner, places, kind, scopes, lastUsedAt, lastAddress, week } = token;
  return (
    <SidePanel label={`Details of ${token.label}`} title={<bdi>{token.name}</bdi>} onClose={onClose}>
      <PanelFacts
        facts={[
          [
            "Owner",
            <bdi key="owner">
              {owner.name === owner.email ? owner.email : `${owner.name}, ${owner.email}`}
            </bdi>,
          ],
          ["Kind", kind === "agent" ? "Agent: what it asks for is an approval request" : "Program"],
          ["Scopes", scopes.join(", ")],
          [
            "Limit",
            places && <bdi>{places.length === 0 ? "Nothing that is still there" : places.join(", ")}</bdi>,
          ],
          ["Made", <LocalTime key="made" at={token.createdAt} as="calendar" />],
          [token.isOver ? "Ended" : "Ends", ENDS_DAY.format(new Date(token.endsAt))],
          [
            "Last used",
            lastUsedAt && (
              <>
                <TimeAgo at={lastUsedAt} />{" "}
                <span className="text-faint">{lastAddress && `from ${lastAddress}`}</span>
              </>
            ),
          ],
        ]}
      />
      <h3 className="px-5 pb-1 font-semibold">Last 7 days</h3>
      <ul aria-label="Calls a day" className="px-5 pb-6">
        {week.toReversed().map(({ day, asks, refused }) => (
          <li key={day} className="flex justify-between gap-4 border-b border-line-raised py-1.5">
            <span className="text-muted">{dayWords(day)}</span>
            <span className={asks === 0 ? "text-faint" : "tabular-nums"}>
              {callsWords(asks)}
              {refused > 0 && <span className="text-danger">, {refused.toLocaleString("en")} refused</span>}
            </span>
          </li>
        ))}
      </ul>
      <p className="px-5 pb-6">
        <Link className="link" href={`/activity?token=${token.id}`}>
          Activity
        </Link>
      </p>
    </SidePanel>
  );
}
