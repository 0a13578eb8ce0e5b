import { Link } from "#components/ui/link.tsx";
import { Note } from "#components/ui/note.tsx";
import type { BecameOf } from "#lib/changes/proposals/schema.ts";

/** What became of a plan that was applied, and where that is. */
export function Became({ became: { batchId, approvalId, scheduleId } }: { became: BecameOf }) {
  const [words, link, href] =
    batchId !== null
      ? ["It was applied.", "Open its batch", `/activity/batches/${encodeURIComponent(batchId)}`]
      : scheduleId !== null
        ? ["It waits for its time.", "Open", `/activity/batches/${encodeURIComponent(scheduleId)}`]
        : ["It became a request for approval.", "Open approvals", "/approvals"];
  return (
    <Note>
      <p role="status" data-request={approvalId ?? undefined}>
        {words}{" "}
        <Link className="link" href={href}>
          {link}
        </Link>
      </p>
    </Note>
  );
}
