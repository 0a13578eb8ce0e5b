import type { ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";

/**
 * Somebody's name, which leads to their page where the server said whose it is; else the name alone. From a plan the page
 * opens in a tab beside it, so that what is being decided stays.
 */
export function PersonLink({
  id,
  isBeside = false,
  className = "hover:underline",
  tabIndex,
  children,
}: {
  id: string | undefined;
  isBeside?: boolean;
  className?: string;
  /** -1 in a table that is one stop for Tab. */
  tabIndex?: number;
  children: ReactNode;
}) {
  if (!id) return children;
  return (
    <Link
      href={`/people/${encodeURIComponent(id)}`}
      className={className}
      tabIndex={tabIndex}
      {...(isBeside ? { target: "_blank", title: "Opens in a new tab" } : {})}
    >
      {children}
    </Link>
  );
}
