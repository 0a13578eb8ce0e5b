import Link from "next/link";
import type { ReactNode } from "react";
import { AccountMenu } from "#components/shell/account-menu.tsx";
import type { ShellViewer } from "#components/shell/account-panel.tsx";
import { Jump } from "#components/shell/jump.tsx";
import { MainNav } from "#components/shell/main-nav.tsx";
import { PageSlot } from "#components/shell/page-slot.tsx";
import { RunningBatch } from "#components/shell/running-batch.tsx";
import { Tally } from "#components/ui/tally.tsx";

export function Shell({
  viewer,
  maySeeUsers,
  isDemo,
  children,
}: {
  viewer: ShellViewer;
  maySeeUsers: boolean;
  isDemo: boolean;
  children: ReactNode;
}) {
  return (
    <div className={isDemo ? "app has-demo" : "app"}>
      <a className="skip" href="#main">
        Skip to content
      </a>
      {isDemo && (
        <aside className="demo" aria-label="Demo">
          <span className="strong">Demo.</span> Every person, team and secret here is made up; changes reach a
          sandbox, not Paperspace or GitBook.
        </aside>
      )}
      <header className="side">
        <Link className="brand" href="/" aria-label="Rollcall">
          <Tally />
          Rollcall
        </Link>
        <Jump />
        <MainNav maySeeUsers={maySeeUsers} />
        <div className="side-foot">
          <RunningBatch />
          <AccountMenu viewer={viewer} maySeeUsers={maySeeUsers} />
        </div>
      </header>
      <PageSlot>{children}</PageSlot>
    </div>
  );
}
