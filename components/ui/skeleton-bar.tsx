/** Stands still where a text will be. */
export function SkeletonBar({ width }: { width: number }) {
  return <span className="block h-2 max-w-[90%] rounded-sm bg-pressed" style={{ width }} />;
}
