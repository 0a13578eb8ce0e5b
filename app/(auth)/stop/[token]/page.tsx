import type { Metadata } from "next";
import { EntryPage } from "#components/auth/entry-page.tsx";
import { Button } from "#components/ui/button.tsx";
import { FullPage } from "#components/ui/full-page.tsx";
import { Link } from "#components/ui/link.tsx";
import { Note } from "#components/ui/note.tsx";
import { NOTICE_FACTS } from "#lib/core/notice-events.ts";
import { getStop } from "#lib/insight/notices/data.ts";

export const metadata: Metadata = { title: "Stop notices" };

/** Where a link in a mail leads. It changes nothing by itself: the button does. */
export default async function StopPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const stop = await getStop(token);
  if (!stop)
    return (
      <FullPage title="This link does not work" isOutside>
        <p className="max-w-115 text-muted">
          It is not whole, or Rollcall has not made it. Your profile has the same choices.
        </p>
      </FullPage>
    );
  const { on, fixed, events } = stop;
  return (
    <EntryPage
      title={on.length > 0 ? "Stop these mails?" : fixed.length > 0 ? "This stays on" : "Stopped"}
      lede={
        on.length > 0
          ? "Rollcall will not write to you any more when:"
          : fixed.length === events.length
            ? "Rollcall goes on to write to you when:"
            : "Rollcall does not write to you any more when:"
      }
      footer={<Link href="/settings/profile">Your profile</Link>}
    >
      <ul className="flex list-disc flex-col gap-1 ps-5">
        {(on.length > 0 ? on : fixed.length === events.length ? fixed : events).map((event) => (
          <li key={event}>{NOTICE_FACTS[event].label}</li>
        ))}
      </ul>
      {fixed.length > 0 && (
        <Note>
          An admin of Rollcall has set that this cannot be turned off:{" "}
          {fixed.map((event) => NOTICE_FACTS[event].label).join(", ")}.
        </Note>
      )}
      {on.length > 0 && (
        <form method="post" action={`/api/notices/stop/${encodeURIComponent(token)}?page`}>
          <Button type="submit" variant="primary" size="lg">
            Stop these mails
          </Button>
        </form>
      )}
    </EntryPage>
  );
}
