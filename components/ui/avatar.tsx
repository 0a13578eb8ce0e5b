import { cx } from "#components/ui/cx.ts";
import { Icon } from "#components/ui/icon.tsx";
import { initials } from "#components/ui/initials.ts";

/** Initials in a circle. Pictures of strangers' hosts are never loaded. */
export function Avatar({
  name,
  size = "sm",
  isInvited,
  className,
}: {
  name: string;
  /** `sm` stands in every row: app/styles/table.css draws it, and a phone has no room for it. */
  size?: "sm" | "md";
  isInvited?: boolean;
  className?: string;
}) {
  const letters = isInvited ? "" : initials(name);
  return (
    <span
      className={cx("avatar", size === "md" && "is-large", isInvited && "is-invited", className)}
      aria-hidden="true"
    >
      {letters || (
        <Icon name="person" className={cx("mx-auto size-2.5 stroke-2", isInvited ? "my-[3px]" : "my-1")} />
      )}
    </span>
  );
}
