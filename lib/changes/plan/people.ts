import "server-only";
import { isPrepared } from "#lib/changes/plan/lines.ts";
import type { Line } from "#lib/changes/types.ts";
import { personIdsOf } from "#lib/directory/people/person-ids.ts";

type Whom = { userId?: string; email?: string };

/** Adds to the lines that are about one person whose page shows them: a name in a plan leads there. */
export async function sayWhose(lines: readonly Line[]): Promise<void> {
  const about = lines.filter(isPrepared).map((line) => {
    const { userId, email } = line.input as Whom;
    return { line, account: { connectionId: line.connection.id, userId, email } };
  });
  const personIdOf = await personIdsOf(about.map(({ account }) => account));
  for (const { line, account } of about) {
    const personId = personIdOf(account);
    if (personId) line.planned.personId = personId;
  }
}
