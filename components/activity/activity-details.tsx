"use client";

import { type MouseEvent, useState } from "react";
import { plainWords, Sentence } from "#components/activity/sentence.tsx";
import { UndoReview } from "#components/changes/undo-change.tsx";
import { Button } from "#components/ui/button.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { Link } from "#components/ui/link.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { PanelFacts, SidePanel } from "#components/ui/side-panel.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { VendorName } from "#components/ui/vendor-name.tsx";
import type { ActivityRow } from "#lib/directory/activity/schema.ts";
import { batchHref } from "#lib/insight/activity/fold.ts";

/** Everything that is known of an event, in a panel at the side. */
export function ActivityDetails({ row, onClose }: { row: ActivityRow; onClose: () => void }) {
  const [isUndoing, setUndoing] = useState(false);
  const what = plainWords(row.what);
  const href = batchHref(row);
  const { where, who } = row;
  const undo = (event: MouseEvent<HTMLElement>) => {
    // First, so that the focus is where it was before the panel when the plan closes.
    event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
    setUndoing(true);
  };
  if (isUndoing && row.undo) return <UndoReview undo={row.undo} what={what} onClose={onClose} />;
  return (
    <SidePanel label={`Details of ${what}`} title="Event" onClose={onClose}>
      <p className="px-5 pt-3 pb-1 wrap-anywhere">
        <Sentence words={row.what} />
      </p>
      <PanelFacts
        facts={[
          [
            "When",
            <span key="at">
              <LocalTime at={row.at} as="calendar" />{" "}
              <span className="text-faint">
                (<TimeAgo at={row.at} />)
              </span>
            </span>,
          ],
          [
            "Who",
            <bdi key="who">
              {who.email && who.email !== who.name ? `${who.name}, ${who.email}` : who.name}
            </bdi>,
          ],
          ["From", row.address],
          ["E-mail", row.subjectEmail && <bdi>{row.subjectEmail}</bdi>],
          ["People", row.people && <bdi>{row.people.join("; ")}</bdi>],
          ["Before", row.before && <bdi>{row.before}</bdi>],
          ["After", row.after && <bdi>{row.after}</bdi>],
          [
            "Where",
            where && (
              <>
                {where.teamId ? (
                  <Link className="link" href={`/teams/${where.teamId}/members`}>
                    <bdi>{where.name}</bdi>
                  </Link>
                ) : (
                  <bdi>{where.name}</bdi>
                )}
                {where.vendor && (
                  <span className="text-faint">
                    {" "}
                    <VendorName vendor={where.vendor} />
                  </span>
                )}
              </>
            ),
          ],
          ["Outcome", <Chip key="outcome" state={row.outcome} />],
          ["Reason", row.reason && <bdi>{row.reason}</bdi>],
          [
            "Batch",
            href && (
              <Link className="link" href={href}>
                Open its batch
              </Link>
            ),
          ],
          ["Undoes", row.isUndo && "An earlier change"],
          [
            "Undo",
            row.undo &&
              (row.undo.why ?? (
                <Button key="undo" icon="undo" aria-label={`Undo ${what}`} onClick={undo}>
                  Undo
                </Button>
              )),
          ],
        ]}
      />
    </SidePanel>
  );
}
