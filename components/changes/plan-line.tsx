"use client";

import { memo } from "react";
import { PersonLink } from "#components/people/person-link.tsx";
import { cx } from "#components/ui/cx.ts";
import { Icon } from "#components/ui/icon.tsx";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";
import { REMOVES_MANY } from "#lib/changes/constants.ts";
import type { NamedPerson, PlannedChange } from "#lib/changes/schema.ts";
import { ageWords } from "#lib/core/days-since.ts";
import { fullName } from "#lib/core/person-words.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** Glyph, what it does, and what was and will be; on a phone the latter below. */
export const PLAN_LINE =
  "grid grid-cols-[16px_minmax(0,1fr)_minmax(0,204px)] items-start gap-x-2.5 border-b border-line-faint px-dialog py-2 last:border-b-0 max-sm:grid-cols-[16px_minmax(0,1fr)]";
const WHY = "col-[2/-1] mt-0.5 flex gap-1.5 text-small/[18px]";

/** `note`: what else there is to say about a line. `hasAddress`: the e-mail always stands in it. */
export type Line = PlannedChange & { note?: string; hasAddress?: boolean };

/** So many people of a new team are named at once; more are unfolded. */
const NAMED = 12;

export const PlanLine = memo(function PlanLine({ line }: { line: Line }) {
  const isLeft = Boolean(line.skip) || Boolean(line.refusal);
  // What is said of a whole team or plan has its own place.
  const risks = line.warnings.filter(
    ({ confirm, own, code }) => (confirm || own) && code !== REMOVES_MANY && code !== APPROVAL_CODE,
  );
  return (
    <li className={cx(PLAN_LINE, isLeft && "text-faint")}>
      <Icon name={line.vendor} className="mt-0.5 size-3.75 text-faint" />
      <div className="min-w-0 wrap-anywhere">
        <Title line={line} /> <span className="text-faint">on {VENDOR_FACTS[line.vendor].name}</span>
        {line.people && <People people={line.people} />}
      </div>
      <div className="grid min-w-0 grid-cols-[84px_12px_minmax(0,1fr)] items-start gap-1.5 wrap-anywhere max-sm:col-start-2 max-sm:text-small/5 max-sm:text-muted">
        {isLeft ? (
          <span className="text-faint">{line.refusal ? "Left out" : "Skipped"}</span>
        ) : (
          <>
            <bdi className="text-muted">
              {line.ageDays === undefined ? line.before : ageWords(line.ageDays)}
            </bdi>
            <Icon name="arrow" className="mt-1 size-3 text-faint" />
            <span className="sr-only">becomes</span>
            <bdi className="font-medium">{line.ageDays === undefined ? line.after : "new value"}</bdi>
          </>
        )}
      </div>
      {line.note && <Why text={line.note} />}
      {line.refusal ? (
        <Why text={line.refusal.reason} />
      ) : line.skip ? (
        <p className={cx(WHY, "text-muted")}>
          <bdi>{line.skip}</bdi>
        </p>
      ) : (
        risks.map((warning) => <Why key={warning.code} text={warning.text} />)
      )}
    </li>
  );
});

const Why = ({ text }: { text: string }) => (
  <p className={cx(WHY, "text-warn")}>
    <Icon name="alert" className="mt-[2.5px] size-3.25" />
    <bdi>{text}</bdi>
  </p>
);

/** The title with whom or what it is about stressed. Both come from strangers: text, isolated. */
function Title({ line: { title, subject, email, personId, hasAddress } }: { line: Line }) {
  const at = subject === "" ? -1 : title.indexOf(subject);
  const address = hasAddress && email && !title.includes(email) && (
    <>
      {" "}
      <span className="text-muted">
        (<bdi>{email}</bdi>)
      </span>
    </>
  );
  if (at < 0)
    return (
      <>
        <bdi>{title}</bdi>
        {address}
      </>
    );
  return (
    <bdi>
      {title.slice(0, at)}
      <PersonLink id={personId} isBeside>
        <b className="font-medium">
          <bdi>{subject}</bdi>
        </b>
      </PersonLink>
      {address}
      {title.slice(at + subject.length)}
    </bdi>
  );
}

function People({ people }: { people: readonly NamedPerson[] }) {
  const names = people.map((person) => (
    <li key={person.userId}>
      <bdi>{fullName(person)}</bdi>
    </li>
  ));
  return people.length <= NAMED ? (
    <ul className="text-small/[18px] text-muted">{names}</ul>
  ) : (
    <details>
      <summary>{people.length} people</summary>
      <ul className="text-small/[18px] text-muted">{names}</ul>
    </details>
  );
}
