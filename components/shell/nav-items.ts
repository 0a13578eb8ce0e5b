import type { IconName } from "#components/ui/glyphs.ts";

export type NavItem = { href: string; label: string; icon: IconName; key: string };

/** The sidebar, and with "g" before its key a shortcut each. */
export const NAV: readonly NavItem[] = [
  { href: "/", label: "Overview", icon: "home", key: "o" },
  { href: "/teams", label: "Teams", icon: "teams", key: "t" },
  { href: "/people", label: "People", icon: "people", key: "p" },
  { href: "/secrets", label: "Secrets", icon: "key", key: "s" },
  { href: "/activity", label: "Activity", icon: "activity", key: "a" },
  { href: "/settings/connections", label: "Settings", icon: "settings", key: "c" },
];
/** Stands among them only where something needs approval, or did. */
export const APPROVALS: NavItem = { href: "/approvals", label: "Approvals", icon: "checkCircle", key: "v" };
/** Stands among them for who may begin reviews, and for everybody else where there is one. */
export const REVIEWS: NavItem = { href: "/reviews", label: "Reviews", icon: "eye", key: "w" };
export type Leaf = { href: string; label: string };
export const SETTINGS = [
  { href: "/settings/connections", label: "Connections", isForAdmins: false },
  { href: "/settings/policies", label: "Policies", isForAdmins: true },
  { href: "/settings/approvals", label: "Approval policy", isForAdmins: true },
  { href: "/settings/notices", label: "Notices", isForAdmins: true },
  { href: "/settings/webhooks", label: "Webhooks", isForAdmins: true },
  { href: "/settings/tokens", label: "API tokens", isForAdmins: false },
  { href: "/settings/users", label: "Users", isForAdmins: true },
  { href: "/settings/audit", label: "Audit log", isForAdmins: true },
  { href: "/settings/profile", label: "Profile", isForAdmins: false },
] as const;
export const ACTIVITY = [
  { href: "/activity", label: "Log" },
  { href: "/activity/batches", label: "Batches" },
  { href: "/activity/coming-up", label: "Coming up" },
  { href: "/activity/offboardings", label: "Offboardings" },
] as const;

export function isWithin(pathname: string, href: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}

/** "Log" is the section's own page, so what is below it is not within it. */
export const isLeaf = (pathname: string, href: string): boolean =>
  href === "/activity" ? pathname === href : isWithin(pathname, href);

/** The pages of the section that an address is in; none where it is one of a single page. */
export function leavesOf(pathname: string, maySeeUsers: boolean): readonly Leaf[] {
  if (isWithin(pathname, "/activity")) return ACTIVITY;
  if (!isWithin(pathname, "/settings")) return [];
  return SETTINGS.filter((leaf) => maySeeUsers || !leaf.isForAdmins);
}
