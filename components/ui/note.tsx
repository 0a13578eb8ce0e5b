import type { ReactNode } from "react";
import { Icon } from "#components/ui/icon.tsx";

export function Note({
  tone = "neutral",
  children,
}: {
  tone?: "neutral" | "warn" | "danger";
  children: ReactNode;
}) {
  const icon = tone === "danger" ? "xCircle" : tone === "warn" ? "alert" : "info";
  return (
    <div
      className={tone === "neutral" ? "note" : `note ${tone}`}
      role={tone === "danger" ? "alert" : undefined}
    >
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}
