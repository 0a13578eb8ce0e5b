import Link from "next/link";
import type { ReactNode } from "react";
import { Icon } from "#components/ui/icon.tsx";
import { VendorName } from "#components/ui/vendor-name.tsx";
import type { VendorId } from "#lib/vendors/port.ts";

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
    <header className="head">
      {up && (
        <Link className="up" href={up.href}>
          {up.label} <Icon name="right" size="sm" />
        </Link>
      )}
      {lead}
      <h1>{title}</h1>
      {sub && <span className="sub">{sub}</span>}
      {count !== undefined && <span className="sub num">{count.toLocaleString("en")}</span>}
      {vendor && <VendorName vendor={vendor} />}
      {tabs && tabs.length > 0 && (
        <nav className="tabs" aria-label={tabsLabel ?? "Sections"}>
          {tabs.map((tab) => (
            <Link key={tab.href} href={tab.href} aria-current={tab.isCurrent ? "page" : undefined}>
              {tab.label}
              {tab.count !== undefined && (
                <span className="num" aria-hidden="true">
                  {tab.count.toLocaleString("en")}
                </span>
              )}
            </Link>
          ))}
        </nav>
      )}
      <span className="spacer" />
      {meta}
      {actions}
    </header>
  );
}
