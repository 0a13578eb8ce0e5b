import type { ReactNode } from "react";
import { AccountMenu } from "#components/shell/account-menu.tsx";
import type { ShellViewer } from "#components/shell/account-panel.tsx";
import { Jump } from "#components/shell/jump.tsx";
import { MainNav } from "#components/shell/main-nav.tsx";
import { PageSlot } from "#components/shell/page-slot.tsx";
import { RunningBatch } from "#components/shell/running-batch.tsx";
import { SectionStrip } from "#components/shell/section-strip.tsx";
import { cx } from "#components/ui/cx.ts";
import { Link } from "#components/ui/link.tsx";
import { RowMenus } from "#components/ui/row-menus.tsx";
import { Tally } from "#components/ui/tally.tsx";
import { ViewsNav } from "#components/views/views-nav.tsx";
import type { View } from "#lib/directory/views/schema.ts";

export function Shell({
  viewer,
  maySeeUsers,
  views,
  isDemo,
  children,
}: {
  viewer: ShellViewer;
  maySeeUsers: boolean;
  /** Filters of lists under a name. */
  views: readonly View[];
  isDemo: boolean;
  children: ReactNode;
}) {
  return (
    <div
      className={cx(
        "grid h-dvh grid-cols-[var(--spacing-sidebar)_minmax(0,1fr)] max-sm:block max-sm:h-auto max-sm:min-h-full max-sm:pb-bottombar has-data-strip:[--strip:44px]",
        isDemo && "grid-rows-[auto_minmax(0,1fr)]",
      )}
    >
      <a
        className="fixed start-2 top-2 z-skip -translate-y-16 rounded-md bg-raised px-3 py-1.5 font-medium shadow-md focus-visible:translate-y-0"
        href="#main"
      >
        Skip to content
      </a>
      {isDemo && (
        <aside
          className="col-span-full border-b border-line bg-warn-soft px-gutter py-[3px] text-center text-small/[18px]"
          aria-label="Demo"
        >
          <span className="font-medium">Demo.</span> Every person, team and secret here is made up; changes
          reach a sandbox, not Paperspace or GitBook.
        </aside>
      )}
      <header className="flex min-h-0 flex-col border-e border-line px-2 pb-2 max-sm:sticky max-sm:top-0 max-sm:z-topbar max-sm:flex-row max-sm:flex-wrap max-sm:items-center max-sm:gap-1 max-sm:border-e-0 max-sm:border-b max-sm:bg-canvas max-sm:ps-gutter max-sm:pb-0">
        <Link
          className="flex h-head items-center gap-2 px-2 text-[14px] font-semibold tracking-[-0.012em] max-sm:flex-1 max-sm:px-0 max-sm:text-[15px]"
          href="/"
          aria-label="Rollcall"
        >
          <Tally className="size-4.5 stroke-[1.9]" />
          Rollcall
        </Link>
        <Jump chooser={{ role: viewer.role, isLimited: viewer.isLimited }} />
        <MainNav maySeeUsers={maySeeUsers} />
        <ViewsNav initial={views} role={viewer.role} />
        <div className="mt-auto max-sm:m-0">
          <RunningBatch />
          <AccountMenu viewer={viewer} maySeeUsers={maySeeUsers} />
        </div>
        <SectionStrip maySeeUsers={maySeeUsers} views={views} />
      </header>
      <PageSlot>{children}</PageSlot>
      <RowMenus />
    </div>
  );
}
