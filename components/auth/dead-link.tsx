import { buttonClasses } from "#components/ui/button-classes.ts";
import { cx } from "#components/ui/cx.ts";
import { FullPage } from "#components/ui/full-page.tsx";
import { Link } from "#components/ui/link.tsx";

/** What a link of an admin's shows when it was used, revoked, or is too old. */
export function DeadLink() {
  return (
    <FullPage title="This link no longer works" isOutside>
      <p className="max-w-115 text-muted">It was used already, or is too old. Ask an admin for a new one.</p>
      <Link className={cx(buttonClasses(), "mt-2")} href="/sign-in">
        Sign in
      </Link>
    </FullPage>
  );
}
