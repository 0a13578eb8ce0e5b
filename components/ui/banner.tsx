import type { ReactNode } from "react";
import { cx } from "#components/ui/cx.ts";
import { Icon } from "#components/ui/icon.tsx";

const TONES = {
  danger: { box: "bg-danger-soft", glyph: "text-danger" },
  warn: { box: "bg-warn-soft", glyph: "text-warn" },
};

/** A line under the page's header: what is wrong, and the next step. */
export function Banner({ tone = "danger", children }: { tone?: keyof typeof TONES; children: ReactNode }) {
  const { box, glyph } = TONES[tone];
  return (
    <div
      data-banner=""
      className={cx(
        "flex min-h-9 shrink-0 items-start gap-2 border-y border-line-faint px-gutter py-[7px]",
        "max-sm:py-2.5",
        "[&_:is(a,button)]:text-text [&_:is(a,button)]:underline [&_:is(a,button)]:decoration-faint [&_:is(a,button)]:underline-offset-2",
        box,
      )}
      role={tone === "danger" ? "alert" : undefined}
    >
      <Icon name="alert" className={cx("mt-0.5", glyph)} />
      <span>{children}</span>
    </div>
  );
}
