import { PlanList } from "#components/changes/plan-list.tsx";
import { countOf, finalWords } from "#components/changes/plan-notes.tsx";
import { Note } from "#components/ui/note.tsx";
import type { ApprovalPlan } from "#lib/changes/approvals/schema.ts";
import { REMOVES_MANY } from "#lib/changes/constants.ts";

/** A kept plan as it is now, with what about each line is otherwise than when it was asked for. */
export function PlanNow({ plan, isInDialog }: { plan: ApprovalPlan; isInDialog?: boolean }) {
  if ("cannot" in plan) return <Note tone="warn">{plan.cannot}</Note>;
  const removesMany = plan.risks.find(({ code }) => code === REMOVES_MANY);
  return (
    <>
      {removesMany && (
        <Note tone="danger">
          <bdi>{removesMany.text}</bdi>
        </Note>
      )}
      {plan.differences > 0 && (
        <Note tone="warn">
          {countOf(plan.differences, "line")} {plan.differences === 1 ? "is" : "are"} otherwise than when it
          was asked for.
        </Note>
      )}
      <PlanList
        {...(isInDialog ? { isInDialog } : {})}
        lines={plan.lines.map(({ now, difference }) => ({
          ...now,
          hasAddress: true,
          ...(difference ? { note: difference } : {}),
        }))}
        more={undefined}
      />
      {plan.irreversible > 0 && (
        <Note tone={plan.harm ? "danger" : "warn"}>
          {countOf(plan.apply, "change")}: {finalWords(plan)}.
        </Note>
      )}
      {plan.more > 0 && <p className="text-small text-muted">{countOf(plan.more, "more line")}.</p>}
    </>
  );
}
