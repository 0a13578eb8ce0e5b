import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { askForApproval } from "#lib/changes/approvals/ask.ts";
import { withdrawRequest } from "#lib/changes/approvals/decide.ts";
import { applyToEnd, submission, withVendors } from "#lib/changes/changes.testing.ts";
import { isPrepared } from "#lib/changes/plan/lines.ts";
import { prepareLines } from "#lib/changes/plan/plan.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { personIdOf } from "#lib/directory/people/data.ts";
import { erasePerson } from "#lib/directory/people/erase-person.ts";
import { organizationTeamId } from "#lib/directory/teams/organization.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

describeEachStore("somebody whom a team was made with", () => {
  const vendors = withVendors();

  it("is erased from its list of people, and the others stay", async () => {
    const who = (firstName: string) => ({
      firstName,
      lastName: "Lima",
      email: `${firstName.toLowerCase()}.${randomUUID()}@halden.example`,
    });
    const [ana, bo] = [who("Ana"), who("Bo")];
    const bench = await vendors.open("gitbook", { members: 0, overrides: { people: [ana, bo] } });
    const { members } = await bench.state();
    const idOf = (email: string) => members.find((one) => one.email === email)?.id ?? "";
    const create: ChangeRequest = {
      kind: "team.create",
      input: {
        connectionId: bench.connectionId,
        title: "Night shift",
        memberIds: [idOf(ana.email), idOf(bo.email)],
      },
    };
    const prepared = (await prepareLines(bench.viewer, { changes: [create] })).filter(isPrepared);
    const request = await askForApproval(
      bench.viewer,
      { submission: submission([create]), digest: randomUUID() },
      prepared,
    );
    await withdrawRequest(bench.viewer, request);
    const { batchId } = await applyToEnd(bench.viewer, [create]);
    const teamId = (await organizationTeamId(bench.connectionId)) ?? "";
    await erasePerson((await personIdOf({ teamId, userId: idOf(ana.email) })) ?? "", "system");
    const { description } = await db()
      .selectFrom("changes")
      .select("description")
      .where("batch_id", "=", batchId)
      .executeTakeFirstOrThrow();
    const { asked } = await db()
      .selectFrom("approvals")
      .select("asked")
      .where("id", "=", request)
      .executeTakeFirstOrThrow();
    for (const kept of [description, asked]) {
      expect(kept).not.toContain("Ana Lima");
      expect(kept).not.toContain(ana.email);
      expect(kept).toContain("A team with somebody, Bo Lima");
      expect(kept).toContain(bo.email);
    }
    const events = await db()
      .selectFrom("events")
      .select("personal")
      .where("batch_id", "=", batchId)
      .execute();
    for (const { personal } of events) expect(personal ?? "").not.toContain(ana.email);
  });
});
