import type { IconName } from "#components/ui/glyphs.ts";

export function Icon({ name, size, className }: { name: IconName; size?: "sm" | "md"; className?: string }) {
  const classes = ["icon", size === "sm" && "size-3.5", className].filter(Boolean).join(" ");
  return (
    <svg className={classes} viewBox="0 0 24 24" aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  );
}
