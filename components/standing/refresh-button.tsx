import { Button } from "#components/ui/button.tsx";

/** Never disabled: pressed during a run, it joins it. */
export function RefreshButton({ isTurning, onPress }: { isTurning: boolean; onPress: () => void }) {
  return (
    <Button
      variant="plain"
      icon="refresh"
      className={isTurning ? "[&>svg]:animate-spin" : undefined}
      onClick={onPress}
    >
      Refresh
    </Button>
  );
}
