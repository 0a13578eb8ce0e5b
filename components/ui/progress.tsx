import type { ReactNode } from "react";
import { Bar } from "#components/ui/bar.tsx";

/** How far something is: in words, and as a bar of the parts that `children` are. */
export function Progress({
  words,
  note,
  done,
  of,
  children,
}: {
  words: string;
  note: string;
  done: number;
  of: number;
  children: ReactNode;
}) {
  return (
    <div className="px-gutter pb-3">
      <p className="mb-2 text-small/5">
        <span className="text-title font-medium tabular-nums">{words}</span>{" "}
        <span className="text-muted">{note}</span>
      </p>
      <Bar
        size="lg"
        role="progressbar"
        aria-label="Progress"
        aria-valuemin={0}
        aria-valuemax={of}
        aria-valuenow={done}
        aria-valuetext={words}
      >
        {children}
      </Bar>
    </div>
  );
}
