"use client";

import { useEffect, useRef, useState } from "react";
import { type Line, PlanLine } from "#components/changes/plan-line.tsx";

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
}: {
  lines: readonly Line[];
  skipped?: number;
  more: (() => void) | undefined;
}) {
  const list = useRef<HTMLUListElement>(null);
  const end = useRef<HTMLLIElement>(null);
  const shown = lines.filter((line) => !isSkipped(line));
  const folded = lines.filter(isSkipped);
  const isAll = shown.length === 0 && folded.length > 0;
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
      { root: list.current, rootMargin: "600px" },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [next]);
  const classes = ["plan", lines.length > LONG && "is-long"].filter(Boolean).join(" ");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard
    <ul ref={list} className={classes} aria-label="Plan" tabIndex={0}>
      {shown.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the plan
        <PlanLine key={index} line={line} />
      ))}
      {skipped > 0 && (folded.length > 0 || !next) && (
        <li className="fold">
          <details open={isUnfolded} onToggle={(event) => setOpen(event.currentTarget.open)}>
            <summary>{skipped.toLocaleString("en")} already so</summary>
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
        <li ref={end} className="skipped">
          <span />
          <span className="what">More of the plan is being read…</span>
        </li>
      )}
    </ul>
  );
}

const isSkipped = ({ skip, refusal }: Line): boolean => Boolean(skip) && !refusal;
