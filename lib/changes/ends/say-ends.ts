import "server-only";
import { type Felling, fells } from "#lib/changes/ends/fells.ts";
import { dueWords } from "#lib/changes/schedules/due.ts";
import type { Prepared } from "#lib/changes/types.ts";
import { db } from "#lib/store/db/connection.ts";

/** Says by the line which end falls with it: what somebody had for a time is given, taken or kept for good by it. */
export async function sayEnds(plan: readonly Prepared[]): Promise<void> {
  const ready = plan.filter(({ described }) => !described.skip && !described.refusal);
  if (ready.length === 0) return;
  const ends = await db()
    .selectFrom("ends")
    .innerJoin("schedules", "schedules.id", "ends.id")
    .select(["ends.connection_id", "ends.team_id", "ends.user_id"])
    .select(["schedules.due_at", "schedules.zone", "schedules.name"])
    .where("schedules.state", "in", ["scheduled", "held"])
    .where("ends.connection_id", "in", [...new Set(ready.map(({ connection }) => connection.id))])
    .execute();
  if (ends.length === 0) return;
  for (const one of ready) {
    const end = ends.find((it) => fells(aboutOf(one), it));
    if (!end) continue;
    const text = `What was given until ${dueWords(end)} is replaced by this, and that end falls: ${end.name}.`;
    one.planned.warnings.push({ code: "END_FALLS", text, confirm: false, own: true });
  }
}

const aboutOf = ({ name, connection, team, input, described }: Prepared): Felling => ({
  kind: name,
  connectionId: connection.id,
  teamId: team?.id ?? null,
  userId: typeof input.userId === "string" ? input.userId : described.beforeState?.userId,
});
