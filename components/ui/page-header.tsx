import type { ReactNode } from "react";
import { cx } from "#components/ui/cx.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Link } from "#components/ui/link.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { VendorName } from "#components/ui/vendor-name.tsx";
import { grouped } from "#lib/core/grouped.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

export type PageTab = { href: string; label: string; count?: number | undefined; isCurrent: boolean };
export type PageHeaderProps = {
  title: ReactNode;
  /** Stands before the heading. */
  lead?: ReactNode;
  /** Stands after it, faint. */
  sub?: ReactNode;
  /** Faint figure beside the heading. */
  count?: number | undefined;
  up?: { href: string; label: string };
  vendor?: VendorId;
  tabs?: PageTab[];
  tabsLabel?: string;
  meta?: ReactNode;
  actions?: ReactNode;
};

const HEAD =
  "flex h-head shrink-0 items-center gap-2 px-gutter max-sm:h-auto max-sm:min-h-head max-sm:flex-wrap max-sm:gap-y-1.5 max-sm:py-1.5";
/** On a phone: the heading takes what its actions leave, or a line of its own above them where that is too little. */
const NAMES =
  "contents max-sm:flex max-sm:min-w-0 max-sm:grow-99 max-sm:basis-[44%] max-sm:items-center max-sm:gap-2";
const ACTIONS =
  "contents max-sm:flex max-sm:grow max-sm:flex-wrap max-sm:gap-1.5 max-sm:[&>*]:flex-auto max-sm:[&>:is(a,button)]:px-3";
const META =
  "contents max-sm:order-8 max-sm:[&>*]:order-none! max-sm:-mt-1 max-sm:flex max-sm:w-full max-sm:items-center max-sm:gap-1";
const FAINT = "text-small/5 whitespace-nowrap";
const TABS = "ms-2 flex gap-0.5 max-sm:order-9 max-sm:m-0 max-sm:w-full max-sm:gap-1";
const TAB =
  "flex h-[26px] items-center gap-1.5 rounded-md px-2 text-muted hover:bg-hover aria-[current=page]:bg-pressed aria-[current=page]:font-medium aria-[current=page]:text-text max-sm:h-9 max-sm:px-3";

/** A few words beside a page's heading, on a line of their own at 390 px. */
export function HeadNote({
  isRunning,
  isWorrying,
  children,
}: {
  isRunning?: boolean;
  isWorrying?: boolean;
  children: ReactNode;
}) {
  return (
    <span
      className={cx(
        FAINT,
        // The heading keeps its words while these have some to give.
        "max-sm:order-8 max-sm:wrap-anywhere max-sm:whitespace-normal sm:shrink-999 sm:truncate",
        isWorrying ? "text-warn" : "text-faint",
        isRunning && "inline-flex min-w-0 items-center gap-1.5",
      )}
    >
      {isRunning && <Spinner />}
      {children}
    </span>
  );
}

export function PageHeader({
  title,
  lead,
  sub,
  count,
  up,
  vendor,
  tabs,
  tabsLabel,
  meta,
  actions,
}: PageHeaderProps) {
  return (
    <header className={HEAD}>
      {up && (
        <Link
          className="flex shrink-0 items-center gap-1 text-faint hover:text-text max-sm:hidden"
          href={up.href}
        >
          {up.label} <Icon name="right" size="sm" />
        </Link>
      )}
      {lead}
      <div className={NAMES}>
        <h1 className="min-w-0 truncate text-h1 font-semibold tracking-[-0.014em] max-sm:line-clamp-2 max-sm:wrap-anywhere max-sm:whitespace-normal">
          {title}
        </h1>
        {count !== undefined && (
          <span className={cx(FAINT, "text-faint tabular-nums")}>{grouped(count)}</span>
        )}
      </div>
      {sub && <HeadNote>{sub}</HeadNote>}
      {vendor && <VendorName vendor={vendor} place="head" />}
      {tabs && tabs.length > 0 && (
        <nav className={TABS} aria-label={tabsLabel ?? "Sections"}>
          {tabs.map((tab) => (
            <Link
              key={tab.href}
              href={tab.href}
              className={TAB}
              aria-current={tab.isCurrent ? "page" : undefined}
            >
              {tab.label}
              {tab.count !== undefined && (
                <span
                  className={cx(
                    "text-small font-normal tabular-nums",
                    tab.isCurrent ? "text-muted" : "text-faint",
                  )}
                  aria-hidden="true"
                >
                  {grouped(tab.count)}
                </span>
              )}
            </Link>
          ))}
        </nav>
      )}
      <span className="flex-1 max-sm:hidden" />
      {meta && <div className={META}>{meta}</div>}
      {actions && <div className={ACTIONS}>{actions}</div>}
    </header>
  );
}
