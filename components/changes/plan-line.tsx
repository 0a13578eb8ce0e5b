"use client";

import { memo } from "react";
import { Icon } from "#components/ui/icon.tsx";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";
import { REMOVES_MANY } from "#lib/changes/constants.ts";
import type { NamedPerson, PlannedChange } from "#lib/changes/schema.ts";
import { fullName } from "#lib/core/person-words.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

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
    <li className={isLeft ? "skipped" : undefined}>
      <Icon name={line.vendor} />
      <div className="what">
        <Title line={line} /> <span className="faint">on {VENDOR_FACTS[line.vendor].name}</span>
        {line.people && <People people={line.people} />}
      </div>
      <div className="diff">
        {isLeft ? (
          <span className="before">{line.refusal ? "Left out" : "Skipped"}</span>
        ) : (
          <>
            <bdi className="before">{line.before}</bdi>
            <Icon name="arrow" />
            <span className="vh">becomes</span>
            <bdi className="after">{line.after}</bdi>
          </>
        )}
      </div>
      {line.note && <Why text={line.note} />}
      {line.refusal ? (
        <Why text={line.refusal.reason} />
      ) : line.skip ? (
        <p className="why">
          <bdi>{line.skip}</bdi>
        </p>
      ) : (
        risks.map((warning) => <Why key={warning.code} text={warning.text} />)
      )}
    </li>
  );
});

const Why = ({ text }: { text: string }) => (
  <p className="why warn">
    <Icon name="alert" />
    <bdi>{text}</bdi>
  </p>
);

/** The title with whom or what it is about stressed. Both come from strangers: text, isolated. */
function Title({ line: { title, subject, email, hasAddress } }: { line: Line }) {
  const at = subject === "" ? -1 : title.indexOf(subject);
  const address = hasAddress && email && !title.includes(email) && (
    <>
      {" "}
      <span className="muted">
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
      <b>
        <bdi>{subject}</bdi>
      </b>
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
    <ul className="plan-people">{names}</ul>
  ) : (
    <details>
      <summary>{people.length} people</summary>
      <ul className="plan-people">{names}</ul>
    </details>
  );
}
