import { callsWords } from "#components/tokens/week-words.ts";
import { utcWeekday } from "#components/ui/clock.ts";
import type { UsesOfDay } from "#lib/access/tokens/schema.ts";

const TALLEST = 16;

/** Calls a day over the last seven, today last; what was refused is red at the foot. The words beside it say the sums. */
export function WeekBars({ week }: { week: readonly UsesOfDay[] }) {
  const most = Math.max(1, ...week.map(({ asks }) => asks));
  const tall = (count: number): number =>
    count === 0 ? 0 : Math.max(2, Math.round((count / most) * TALLEST));
  return (
    <svg className="h-4 w-13.5 shrink-0" viewBox="0 0 54 16" aria-hidden="true">
      {week.map(({ day, asks, refused }, index) => {
        const height = tall(asks);
        const red = Math.min(height, tall(refused));
        const place = { x: index * 8, width: 6 };
        return (
          <g key={day}>
            <title>{`${utcWeekday(day)}: ${callsWords(asks)}${refused > 0 ? `, ${refused} refused` : ""}`}</title>
            <rect {...place} y={0} height={TALLEST} fill="transparent" />
            <rect {...place} y={TALLEST - height} height={height - red} className="fill-faint" />
            <rect {...place} y={TALLEST - red} height={red} className="fill-danger" />
            {height === 0 && <rect {...place} y={TALLEST - 1} height={1} className="fill-line-control" />}
          </g>
        );
      })}
    </svg>
  );
}
