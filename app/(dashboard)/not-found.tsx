import type { Metadata } from "next";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { cx } from "#components/ui/cx.ts";
import { FullPage } from "#components/ui/full-page.tsx";
import { Link } from "#components/ui/link.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <FullPage title="There is nothing here">
      <p className="max-w-115 text-muted">The page does not exist, is gone, or is not for your role.</p>
      <Link className={cx(buttonClasses({ size: "lg" }), "mt-2")} href="/teams">
        Go to the teams
      </Link>
    </FullPage>
  );
}
