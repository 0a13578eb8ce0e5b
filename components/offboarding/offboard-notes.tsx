import { TaskLink } from "#components/offboarding/task-link.tsx";
import { UnreachedNote } from "#components/offboarding/unreached-note.tsx";
import { Note } from "#components/ui/note.tsx";
import type { OffboardingPlan, Unreached } from "#lib/changes/offboarding/schema.ts";
import { grouped } from "#lib/core/grouped.ts";

/** What is said below the plan of an offboarding: what stays, how they could come back, and what is left to do. */
export function OffboardNotes({
  label,
  plan,
  unreached,
}: {
  label: string;
  plan: OffboardingPlan;
  unreached: readonly Unreached[];
}) {
  return (
    <>
      {unreached.length > 0 && <UnreachedNote unreached={unreached} />}
      {plan.stays.length > 0 && (
        <Note tone="warn">
          {plan.stays.map((role) => (
            <p key={role}>
              <bdi>{label}</bdi> stays <bdi>{role}</bdi>.
            </p>
          ))}
        </Note>
      )}
      <DoorsNote plan={plan} />
      <ByHandNote plan={plan} />
      <SecretsNote plan={plan} />
    </>
  );
}

function DoorsNote({ plan }: { plan: OffboardingPlan }) {
  if (plan.doors.length === 0) return null;
  return (
    <Note tone="warn">
      <p>They could come back:</p>
      <ul aria-label="Ways back in">
        {plan.doors.map(({ words }) => (
          <li key={words}>
            <bdi>{words}</bdi>
          </li>
        ))}
      </ul>
    </Note>
  );
}

function ByHandNote({ plan: { checklist } }: { plan: OffboardingPlan }) {
  if (checklist.length === 0) return null;
  return (
    <Note>
      <p className="font-medium">{checklist.length} by hand, to be ticked off afterwards</p>
      <ul className="mt-1 list-disc ps-5" aria-label="By hand">
        {checklist.map((task) => (
          <li key={task.words}>
            <bdi>{task.words}</bdi> <TaskLink task={task} />
          </li>
        ))}
      </ul>
    </Note>
  );
}

function SecretsNote({ plan: { exposed, exposedSecrets: count } }: { plan: OffboardingPlan }) {
  if (count === 0) return null;
  const more = count - exposed.length;
  return (
    <Note>
      <p className="font-medium">{grouped(count)} to rotate</p>
      <p>
        {count === 1 ? "1 secret" : `${grouped(count)} secrets`} of these teams could have been read or set by
        them, and should be rotated afterwards.
      </p>
      <ul className="mt-1 list-disc ps-5" aria-label="To rotate">
        {exposed.map(({ name, teamName }) => (
          <li key={`${teamName} ${name}`}>
            <bdi className="mono">{name}</bdi> in <bdi>{teamName}</bdi>
          </li>
        ))}
        {more > 0 && <li>{grouped(more)} more</li>}
      </ul>
    </Note>
  );
}
