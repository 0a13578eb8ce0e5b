import { cx } from "#components/ui/cx.ts";
import { Icon } from "#components/ui/icon.tsx";
import { initials } from "#components/ui/initials.ts";

const SIZES = {
  /** In a row; a phone has no room for it. */
  sm: "size-[18px] text-[8.5px]/[18px] max-sm:hidden in-[.is-quiet]:font-normal in-[.is-quiet]:text-muted",
  md: "size-6 text-[10px]/6",
};

/** Initials in a circle. Pictures of strangers' hosts are never loaded. */
export function Avatar({
  name,
  size = "sm",
  isInvited,
  className,
}: {
  name: string;
  size?: keyof typeof SIZES;
  isInvited?: boolean;
  className?: string;
}) {
  const letters = isInvited ? "" : initials(name);
  return (
    <span
      className={cx(
        "shrink-0 overflow-hidden rounded-full text-center font-semibold tracking-[0.01em] [unicode-bidi:isolate]",
        SIZES[size],
        isInvited ? "border border-dashed border-line-control text-faint" : "bg-pressed text-muted",
        className,
      )}
      aria-hidden="true"
    >
      {letters || (
        <Icon name="person" className={cx("mx-auto size-2.5 stroke-2", isInvited ? "my-[3px]" : "my-1")} />
      )}
    </span>
  );
}
