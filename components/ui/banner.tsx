import type { ReactNode } from "react";
import { Icon } from "#components/ui/icon.tsx";

/** A line under the page's header: what is wrong, and the next step. */
export function Banner({ tone = "danger", children }: { tone?: "danger" | "warn"; children: ReactNode }) {
  return (
    <div
      className={tone === "warn" ? "banner warn" : "banner"}
      role={tone === "danger" ? "alert" : undefined}
    >
      <Icon name="alert" />
      <span>{children}</span>
    </div>
  );
}
