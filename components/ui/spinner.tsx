import { cx } from "#components/ui/cx.ts";

const TONES = {
  accent: "border-line border-t-accent",
  /** On a filled button. */
  current: "border-current/35 border-t-current",
};

export function Spinner({ tone = "accent", className }: { tone?: keyof typeof TONES; className?: string }) {
  return (
    <span
      className={cx(
        "inline-block size-3.25 shrink-0 animate-spin rounded-full border-[1.75px]",
        TONES[tone],
        className,
      )}
      aria-hidden="true"
    />
  );
}
