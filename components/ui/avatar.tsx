import { cx } from "#components/ui/cx.ts";
import { Icon } from "#components/ui/icon.tsx";
import { initials } from "#components/ui/initials.ts";

/** Initials in a circle. Pictures of strangers' hosts are never loaded. */
export function Avatar({
  name,
  isInvited,
  className,
}: {
  name: string;
  isInvited?: boolean;
  className?: string;
}) {
  const letters = isInvited ? "" : initials(name);
  return (
    <span
      className={cx(
        "size-6 shrink-0 overflow-hidden rounded-full text-center text-[10px]/6 font-semibold tracking-[0.01em] [unicode-bidi:isolate]",
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

/** The same as attributes of a `.name` in a row: app/styles/table.css draws it, since an element in each row is many. */
export const rowAvatar = (name: string, isInvited: boolean) => ({
  "data-avatar": isInvited ? "" : initials(name),
  "data-invited": isInvited || undefined,
});
