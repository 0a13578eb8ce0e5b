import { Icon } from "#components/ui/icon.tsx";
import { initials } from "#components/ui/initials.ts";

/** Initials in a circle. Pictures of strangers' hosts are never loaded. */
export function Avatar({ name, size, isInvited }: { name: string; size?: "md" | "lg"; isInvited?: boolean }) {
  const letters = isInvited ? "" : initials(name);
  const classes = ["av", size && `av-${size}`, isInvited && "is-invited"].filter(Boolean).join(" ");
  return (
    <span className={classes} aria-hidden="true">
      {letters || <Icon name="person" />}
    </span>
  );
}
