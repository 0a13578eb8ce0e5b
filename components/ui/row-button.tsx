import type { IconName } from "#components/ui/glyphs.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

/** A row's small button: an icon with a name; while busy it keeps its place and takes no press. */
export function RowButton({
  icon,
  name,
  isBusy = false,
  onPress,
}: {
  icon: IconName;
  name: string;
  isBusy?: boolean;
  onPress: () => void;
}) {
  return (
    <button
      type="button"
      className="act"
      aria-label={name}
      title={name}
      aria-busy={isBusy || undefined}
      onClick={() => !isBusy && onPress()}
    >
      {isBusy ? <Spinner /> : <Icon name={icon} />}
    </button>
  );
}
