"use client";

import { useEffect, useRef, useState } from "react";
import { type Line, PLAN_LINE, PlanLine } from "#components/changes/plan-line.tsx";
import { cx } from "#components/ui/cx.ts";
import { grouped } from "#lib/core/grouped.ts";

/** Lines of a long plan are laid out only when they come into view. */
const LONG = 60;

/**
 * The list "Plan": one line a change, with what it warns of; what is already so is folded into one line at the end. More lines
 * are read as the end comes near. `skipped`: how many there are in all, of which a long plan's come last.
 */
export function PlanList({
  lines,
  skipped = lines.filter(isSkipped).length,
  more,
  isInDialog,
  isWhole,
}: {
  lines: readonly Line[];
  skipped?: number;
  more: (() => void) | undefined;
  /** Then it reaches from edge to edge. A long one scrolls inside, so that what is said and asked below it can be reached. */
  isInDialog?: boolean;
  /** A long one does not scroll inside either. */
  isWhole?: boolean;
}) {
  const list = useRef<HTMLUListElement>(null);
  const end = useRef<HTMLLIElement>(null);
  const shown = lines.filter((line) => !isSkipped(line));
  const folded = lines.filter(isSkipped);
  const isAll = shown.length === 0 && folded.length > 0;
  const isBox = Boolean(isInDialog) && !isWhole && lines.length > LONG;
  const [isOpen, setOpen] = useState<boolean>();
  const isUnfolded = isOpen ?? isAll;
  // What is folded away is read only once somebody unfolds it.
  const next = folded.length > 0 && !isUnfolded ? undefined : more;
  useEffect(() => {
    if (!next || !end.current) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) next();
      },
      { root: isBox ? list.current : (list.current?.closest("[data-body]") ?? null), rootMargin: "600px" },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [next, isBox]);
  return (
    <ul
      ref={list}
      className={cx(
        "border-y border-line-faint",
        isInDialog && "-mx-dialog flex-none",
        isBox && "max-h-[46vh] overflow-y-auto",
        lines.length > LONG && "[&_li]:[contain-intrinsic-size:auto_37px] [&_li]:[content-visibility:auto]",
      )}
      aria-label="Plan"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard
      tabIndex={0}
    >
      {shown.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the plan
        <PlanLine key={index} line={line} />
      ))}
      {skipped > 0 && (folded.length > 0 || !next) && (
        <li className="border-b border-line-faint last:border-b-0">
          <details open={isUnfolded} onToggle={(event) => setOpen(event.currentTarget.open)}>
            <summary className="cursor-default px-dialog py-2 text-muted hover:bg-hover">
              {grouped(skipped)} already so
            </summary>
            <ul>
              {folded.map((line, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the plan
                <PlanLine key={index} line={line} />
              ))}
            </ul>
          </details>
        </li>
      )}
      {next && (
        <li ref={end} className={cx(PLAN_LINE, "text-faint")}>
          <span />
          <span>More of the plan is being read…</span>
        </li>
      )}
    </ul>
  );
}

const isSkipped = ({ skip, refusal }: Line): boolean => Boolean(skip) && !refusal;
