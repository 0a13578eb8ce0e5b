"use client";

import { callsWords } from "#components/tokens/week-words.ts";
import { utcDay, utcWeekday } from "#components/ui/clock.ts";
import { Link } from "#components/ui/link.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { PanelFacts, SidePanel } from "#components/ui/side-panel.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { TokenRow, TokenWork } from "#lib/access/tokens/schema.ts";
import { grouped } from "#lib/core/grouped.ts";

const REQUEST_STATES: Record<string, string> = {
  pending: "waits for approval",
  refused: "refused",
  expired: "nobody decided in time",
  withdrawn: "withdrawn",
  approved: "approved",
};

/** Everything that is known of a token, but for the token: what it may, and what it did in the last seven days. */
export function TokenDetails({ token, onClose }: { token: TokenRow; onClose: () => void }) {
  const { owner, places, kind, scopes, lastUsedAt, lastAddress, week, work } = token;
  const left = work.batches + work.requests - work.newest.length;
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
          [token.isOver ? "Ended" : "Ends", utcDay(token.endsAt)],
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
            <span className="text-muted">{utcWeekday(day)}</span>
            <span className={asks === 0 ? "text-faint" : "tabular-nums"}>
              {callsWords(asks)}
              {refused > 0 && <span className="text-danger">, {grouped(refused)} refused</span>}
            </span>
          </li>
        ))}
      </ul>
      <h3 className="px-5 pb-1 font-semibold">What it changed</h3>
      {work.newest.length === 0 ? (
        <p className="px-5 pb-3 text-muted">Nothing in the last 7 days.</p>
      ) : (
        <ul aria-label="What it changed" className="px-5 pb-3">
          {work.newest.map((one) => (
            <Work key={one.id} {...one} />
          ))}
        </ul>
      )}
      <p className="px-5 pb-6">
        {left > 0 && `And ${grouped(left)} more. `}
        <Link className="link" href={`/activity?token=${token.id}`}>
          Activity
        </Link>
      </p>
    </SidePanel>
  );
}

function Work({ kind, id, name, at, state }: TokenWork) {
  return (
    <li className="border-b border-line-raised py-1.5">
      <Link className="link wrap-anywhere" href={kind === "batch" ? `/activity/batches/${id}` : "/approvals"}>
        <bdi>{name}</bdi>
      </Link>
      <span className="block text-small text-faint">
        {kind === "batch" ? `Batch, ${state}` : `Request, ${REQUEST_STATES[state] ?? state}`},{" "}
        <TimeAgo at={at} />
      </span>
    </li>
  );
}
