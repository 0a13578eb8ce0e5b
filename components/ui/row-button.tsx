import type { IconName } from "#components/ui/glyphs.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

/** A row's small button: an icon with a name. While busy, or where it may not be pressed, it keeps its place and takes no press. */
export function RowButton({
  icon,
  name,
  isBusy = false,
  reason,
  isInGrid = false,
  onPress,
}: {
  icon: IconName;
  name: string;
  isBusy?: boolean;
  /** Why it may not be pressed. */
  reason?: string | undefined;
  /** In a table whose cells are reached by the arrow keys. */
  isInGrid?: boolean;
  onPress: () => void;
}) {
  return (
    <button
      type="button"
      className="act"
      tabIndex={isInGrid ? -1 : undefined}
      aria-label={name}
      title={reason ?? name}
      aria-busy={isBusy || undefined}
      aria-disabled={reason ? true : undefined}
      onClick={() => !isBusy && !reason && onPress()}
    >
      {isBusy ? <Spinner /> : <Icon name={icon} />}
    </button>
  );
}
