import { cx } from "#components/ui/cx.ts";

/** Rollcall's mark: four strokes and a slash. */
export function Tally({ className }: { className?: string }) {
  return (
    <svg className={cx("icon", className)} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M5 4v16M9.7 4v16M14.3 4v16M19 4v16" />
      <path className="stroke-accent" d="M2.2 16.6 21.8 7.4" />
    </svg>
  );
}
