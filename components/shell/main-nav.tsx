"use client";

import { usePathname } from "next/navigation";
import { type CSSProperties, Fragment } from "react";
import {
  ACTIVITY,
  APPROVALS,
  isLeaf,
  isWithin,
  type Leaf,
  leavesOf,
  NAV,
  REVIEWS,
} from "#components/shell/nav-items.ts";
import { useStanding } from "#components/standing/standing.tsx";
import { cx } from "#components/ui/cx.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Link } from "#components/ui/link.tsx";
import { grouped } from "#lib/core/grouped.ts";

const LINK =
  "flex items-center gap-2 rounded-md px-2 hover:bg-hover hover:text-text aria-[current]:bg-pressed aria-[current]:font-medium aria-[current]:text-text";
/** On a phone: one of six to eight in the bar at the bottom, its name below its icon, as wide as the bar will have it while half of it is there. */
const ITEM = cx(
  LINK,
  "group h-7 [&_svg]:text-faint aria-[current]:[&_svg]:text-accent max-sm:relative max-sm:h-auto max-sm:w-[calc(100%/var(--items))] max-sm:flex-none max-sm:flex-col max-sm:justify-center max-sm:gap-[3px] max-sm:rounded-none max-sm:p-0 max-sm:text-micro/[14px] max-sm:tracking-[-0.04em] max-sm:aria-[current]:bg-transparent max-sm:[&_svg]:size-5 max-sm:[&_svg]:stroke-[1.6]",
);
const COUNT = "ms-auto font-normal text-small tabular-nums max-sm:hidden";

function Leaves({ leaves, pathname }: { leaves: readonly Leaf[]; pathname: string }) {
  return (
    <div className="mt-px mb-1 ms-[15px] flex flex-col gap-px border-s border-line ps-[9px] max-sm:hidden">
      {leaves.map(({ href, label }) => (
        <Link
          key={href}
          href={href}
          className={cx(LINK, "h-6.5 text-muted")}
          aria-current={isLeaf(pathname, href) ? "page" : undefined}
        >
          {label}
        </Link>
      ))}
    </div>
  );
}

const Count = ({ of, word }: { of: number | undefined; word?: string }) =>
  of ? (
    <span
      className={cx(COUNT, word ? "text-warn" : "text-faint group-aria-[current]:text-muted")}
      aria-hidden="true"
    >
      {grouped(of)}
      {word && ` ${word}`}
    </span>
  ) : null;

export function MainNav({ maySeeUsers }: { maySeeUsers: boolean }) {
  const { counts } = useStanding().standing;
  const pathname = usePathname();
  const isInSettings = isWithin(pathname, "/settings");
  const isInActivity = isWithin(pathname, "/activity");
  const more = [
    ...(counts.reviews === undefined ? [] : [REVIEWS]),
    ...(counts.approvals === undefined ? [] : [APPROVALS]),
  ];
  const items = NAV.toSpliced(-1, 0, ...more);
  return (
    <nav
      className="flex flex-col gap-px max-sm:fixed max-sm:inset-x-0 max-sm:bottom-0 max-sm:z-bottombar max-sm:h-bottombar max-sm:flex-row max-sm:gap-0 max-sm:border-t max-sm:border-line max-sm:bg-canvas max-sm:px-0.5"
      style={{ "--items": items.length } as CSSProperties}
      aria-label="Main"
    >
      {items.map((item) => {
        const isSettings = item.label === "Settings";
        const isActivity = item.href === "/activity";
        const isCurrent = !isSettings && isWithin(pathname, item.href);
        const isOpen = (isSettings && isInSettings) || (isActivity && isInActivity);
        const link = (
          <Link
            key={item.href}
            href={item.href}
            className={cx(ITEM, isOpen ? "font-medium text-text max-sm:[&_svg]:text-accent" : "text-muted")}
            aria-current={isCurrent ? (pathname === item.href ? "page" : "true") : undefined}
          >
            <Icon name={item.icon} />
            {item.label}
            {item.href === "/teams" && <Count of={counts.teams} />}
            {item.href === "/people" && <Count of={counts.people} />}
            {item === APPROVALS && <Count of={counts.approvals} />}
            {item === REVIEWS && <Count of={counts.reviews} />}
            {item.href === "/secrets" && <Count of={counts.overdue} word="overdue" />}
          </Link>
        );
        if (!isActivity || !isInActivity) return link;
        return (
          <Fragment key={item.href}>
            {link}
            <Leaves leaves={ACTIVITY} pathname={pathname} />
          </Fragment>
        );
      })}
      {isInSettings && <Leaves leaves={leavesOf(pathname, maySeeUsers)} pathname={pathname} />}
    </nav>
  );
}
