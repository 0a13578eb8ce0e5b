"use client";

import { memo, useEffect, useRef } from "react";
import { Icon } from "#components/ui/icon.tsx";
import { REMOVES_MANY } from "#lib/changes/constants.ts";
import type { PlannedChange } from "#lib/changes/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** Lines of a long plan are laid out only when they come into view. */
const LONG = 60;

/** `note`: what else there is to say about a line; `place`: where it happens, for who did not choose it. */
type Line = PlannedChange & { note?: string; place?: string };

/** The list "Plan": one line a change, with what it warns of; more lines are read as the end comes near. */
export function PlanList({ lines, more }: { lines: readonly Line[]; more: (() => void) | undefined }) {
  const list = useRef<HTMLUListElement>(null);
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!more || !end.current) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) more();
      },
      { root: list.current, rootMargin: "600px" },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [more]);
  const classes = ["plan", lines.length > LONG && "is-long"].filter(Boolean).join(" ");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard
    <ul ref={list} className={classes} aria-label="Plan" tabIndex={0}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the plan
        <PlanLine key={index} line={line} />
      ))}
      {more && (
        <li ref={end} className="skipped">
          <span />
          <span className="what">More of the plan is being read…</span>
        </li>
      )}
    </ul>
  );
}

const PlanLine = memo(function PlanLine({ line }: { line: Line }) {
  const isLeft = Boolean(line.skip) || Boolean(line.refusal);
  // What is said of the whole team has its own place, and its own confirmation.
  const risks = line.warnings.filter((warning) => warning.confirm && warning.code !== REMOVES_MANY);
  return (
    <li className={isLeft ? "skipped" : undefined}>
      <Icon name={line.vendor} />
      <div className="what">
        <Title line={line} />{" "}
        {line.place && (
          <>
            in <bdi>{line.place}</bdi>{" "}
          </>
        )}
        <span className="faint">on {VENDOR_FACTS[line.vendor].name}</span>
      </div>
      <div className="diff">
        {isLeft ? (
          <span className="before">{line.refusal ? "Left out" : "Skipped"}</span>
        ) : (
          <>
            <span className="before">{line.before}</span>
            <Icon name="arrow" />
            <span className="vh">becomes</span>
            <span className="after">{line.after}</span>
          </>
        )}
      </div>
      {line.note && (
        <p className="why warn">
          <Icon name="alert" />
          <span>
            <bdi>{line.note}</bdi>
          </span>
        </p>
      )}
      {line.refusal ? (
        <p className="why warn">
          <Icon name="alert" />
          <span>{line.refusal.reason}</span>
        </p>
      ) : line.skip ? (
        <p className="why">
          <span>{line.skip}</span>
        </p>
      ) : (
        risks.map((risk) => (
          <p key={risk.code} className="why warn">
            <Icon name="alert" />
            <span>{risk.text}</span>
          </p>
        ))
      )}
    </li>
  );
});

/** The title with whom or what it is about stressed. Both come from strangers: text, isolated. */
function Title({ line: { title, subject } }: { line: PlannedChange }) {
  const at = subject === "" ? -1 : title.indexOf(subject);
  if (at < 0) return <bdi>{title}</bdi>;
  return (
    <>
      {title.slice(0, at)}
      <b>
        <bdi>{subject}</bdi>
      </b>
      {title.slice(at + subject.length)}
    </>
  );
}
