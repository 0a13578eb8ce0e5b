import { expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";
import { setRules } from "#lib/changes/approvals/rules.ts";
import { addUser, type Bench, submission, withVendors } from "#lib/changes/changes.testing.ts";
import { findSubmission } from "#lib/changes/found.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

describeEachStore("what became of a submission, asked by its key", () => {
  const vendors = withVendors();
  const promote = async (bench: Bench): Promise<ChangeRequest> => {
    const someone = (await bench.state()).members.find((one) => one.role === "member" && !one.invited);
    const input = { teamId: await bench.teamId(), userId: someone?.id ?? "", role: "admin" as const };
    return { kind: "member.setRole", input };
  };

  it("is no record before, work while it is planned, and the batch from then on", async () => {
    const bench = await vendors.open("paperspace", { members: 6 });
    const asked = submission([await promote(bench)]);
    expect(await findSubmission(bench.viewer, asked.key)).toEqual({ status: "none" });
    // Held up where changes are about to be journaled.
    let seen: unknown;
    await applyChanges(bench.viewer, asked, async (_prepared, tx) => {
      if (!tx) seen = await findSubmission(bench.viewer, asked.key);
    });
    expect(seen).toEqual({ status: "working" });
    expect(await findSubmission(bench.viewer, asked.key)).toMatchObject({
      status: "accepted",
      batch: { changes: [{ kind: "member.setRole" }] },
    });
  });

  it("is no record of what was refused, nor of somebody else's key", async () => {
    const bench = await vendors.open("paperspace", { members: 6 });
    const other = await addUser("admin");
    const change = await promote(bench);
    const refused = submission([change]);
    const guard = () => Promise.reject(new Error("held back"));
    await expect(applyChanges(bench.viewer, refused, guard)).rejects.toThrow("held back");
    expect(await findSubmission(bench.viewer, refused.key)).toEqual({ status: "none" });
    const asked = submission([change]);
    await applyChanges(bench.viewer, asked);
    expect(await findSubmission(other, asked.key)).toEqual({ status: "none" });
  });

  it("is the request where somebody else has to approve", async () => {
    const bench = await vendors.open("paperspace", { members: 6 });
    await setRules(bench.viewer, { rules: [{ kind: "member.setRole", above: 0 }], hours: 72 });
    const asked = submission([await promote(bench)], { acknowledged: [APPROVAL_CODE] });
    const answer = await applyChanges(bench.viewer, asked);
    expect(await findSubmission(bench.viewer, asked.key)).toEqual(answer);
    expect(answer.status).toBe("requested");
    await db().deleteFrom("approval_rules").execute();
  });
});
