import type { ReactNode } from "react";
import { cx } from "#components/ui/cx.ts";
import type { IconName } from "#components/ui/glyphs.ts";
import { Icon } from "#components/ui/icon.tsx";

const TONES = {
  neutral: { box: "bg-sunken", icon: "info", glyph: "text-muted" },
  warn: { box: "bg-warn-soft", icon: "alert", glyph: "text-warn" },
  danger: { box: "bg-danger-soft", icon: "xCircle", glyph: "text-danger" },
} satisfies Record<string, { box: string; icon: IconName; glyph: string }>;

export function Note({
  tone = "neutral",
  hasIcon = true,
  children,
}: {
  tone?: keyof typeof TONES;
  hasIcon?: boolean;
  children: ReactNode;
}) {
  const { box, icon, glyph } = TONES[tone];
  return (
    <div
      className={cx("flex w-full gap-2 rounded-lg px-2.5 py-2 text-small/[18px] text-text", box)}
      role={tone === "danger" ? "alert" : undefined}
    >
      {hasIcon && <Icon name={icon} className={cx("mt-px", glyph)} />}
      <div className="[&_p+p]:mt-1">{children}</div>
    </div>
  );
}
