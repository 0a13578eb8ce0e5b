"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { Fragment } from "react";
import { ACTIVITY, APPROVALS, NAV, SETTINGS } from "#components/shell/nav-items.ts";
import { useStanding } from "#components/standing/standing.tsx";
import { Icon } from "#components/ui/icon.tsx";

function isWithin(pathname: string, href: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}

/** "Log" is the section's own page, so it is not within it. */
const isLeaf = (pathname: string, href: string): boolean =>
  href === "/activity" ? pathname === href : isWithin(pathname, href);

export function MainNav({ maySeeUsers }: { maySeeUsers: boolean }) {
  const { counts } = useStanding().standing;
  const pathname = usePathname();
  const isInSettings = isWithin(pathname, "/settings");
  const isInActivity = isWithin(pathname, "/activity");
  const items = counts.approvals === undefined ? NAV : NAV.toSpliced(-1, 0, APPROVALS);
  const leaves = SETTINGS.filter((leaf) => maySeeUsers || !leaf.isForAdmins);
  return (
    <nav className="nav" aria-label="Main">
      {items.map((item) => {
        const isSettings = item.label === "Settings";
        const isActivity = item.href === "/activity";
        const isCurrent = !isSettings && isWithin(pathname, item.href);
        const isOpen = (isSettings && isInSettings) || (isActivity && isInActivity);
        const link = (
          <Link
            key={item.href}
            href={item.href}
            className={isOpen ? "is-open" : undefined}
            aria-current={isCurrent ? (pathname === item.href ? "page" : "true") : undefined}
          >
            <Icon name={item.icon} />
            {item.label}
            {item.href === "/teams" && counts.teams > 0 && (
              <span className="count" aria-hidden="true">
                {counts.teams.toLocaleString("en")}
              </span>
            )}
            {item.href === "/people" && counts.people > 0 && (
              <span className="count" aria-hidden="true">
                {counts.people.toLocaleString("en")}
              </span>
            )}
            {item === APPROVALS && (counts.approvals ?? 0) > 0 && (
              <span className="count" aria-hidden="true">
                {counts.approvals?.toLocaleString("en")}
              </span>
            )}
            {item.href === "/secrets" && counts.overdue > 0 && (
              <span className="count warn" aria-hidden="true">
                {counts.overdue.toLocaleString("en")} overdue
              </span>
            )}
          </Link>
        );
        if (!isActivity || !isInActivity) return link;
        return (
          <Fragment key={item.href}>
            {link}
            <div className="subnav is-open">
              {ACTIVITY.map((leaf) => (
                <Link
                  key={leaf.href}
                  href={leaf.href}
                  aria-current={isLeaf(pathname, leaf.href) ? "page" : undefined}
                >
                  {leaf.label}
                </Link>
              ))}
            </div>
          </Fragment>
        );
      })}
      {isInSettings && (
        <div className="subnav is-open">
          {leaves.map((leaf) => (
            <Link
              key={leaf.href}
              href={leaf.href}
              aria-current={isWithin(pathname, leaf.href) ? "page" : undefined}
            >
              {leaf.label}
            </Link>
          ))}
        </div>
      )}
    </nav>
  );
}
