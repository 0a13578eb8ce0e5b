import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/cx.ts";

/** Never disabled: pressed during a run, it joins it. */
export function RefreshButton({ isTurning, onPress }: { isTurning: boolean; onPress: () => void }) {
  return (
    <Button
      variant="plain"
      icon="refresh"
      className={cx("max-sm:w-10 max-sm:flex-none!", isTurning && "[&>svg]:animate-spin")}
      onClick={onPress}
    >
      <span className="max-sm:sr-only">Refresh</span>
    </Button>
  );
}
