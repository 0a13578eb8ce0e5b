import { cx } from "#components/ui/cx.ts";
import { grouped } from "#lib/core/grouped.ts";

/** Days on a track that is full at the policy's limit; over it all of it is amber. */
export function AgeBar({ days, limitDays }: { days: number | undefined; limitDays: number }) {
  if (days === undefined) return <span className="text-faint">–</span>;
  const isOver = days >= limitDays;
  const share = Math.min(100, Math.round((days / limitDays) * 100));
  return (
    <span
      className={cx(
        "inline-flex items-center justify-end gap-2 align-middle tabular-nums",
        isOver && "font-medium text-warn",
      )}
    >
      <i
        className={cx(
          "relative h-[3px] w-10 shrink-0 overflow-hidden rounded-[2px] bg-line",
          "after:absolute after:inset-y-0 after:left-0 after:w-(--v) after:rounded-[2px]",
          isOver ? "after:bg-warn" : "after:bg-faint",
        )}
        style={{ "--v": `${share}%` } as Record<string, string>}
      />
      <span className="min-w-[58px] text-end">{days === 1 ? "1 day" : `${grouped(days)} days`}</span>
      {isOver && <span className="sr-only">overdue</span>}
    </span>
  );
}
