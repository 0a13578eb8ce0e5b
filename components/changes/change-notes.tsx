import { PlanWarnings } from "#components/changes/plan-warnings.tsx";
import type { Refused } from "#components/changes/use-change-dialog.ts";
import { Note } from "#components/ui/note.tsx";
import type { Plan } from "#lib/changes/schema.ts";

/** What a dialog for one change says below its fields: what the plan warns of, and why it did not happen. */
export function ChangeNotes({ plan, refused }: { plan: Plan | undefined; refused: Refused | undefined }) {
  return (
    <>
      <PlanWarnings plan={plan} />
      {refused && <Note tone="danger">{refused.reason}</Note>}
    </>
  );
}
