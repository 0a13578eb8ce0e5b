import { beforeEach, expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { endOf, submission, withVendors } from "#lib/changes/changes.testing.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";
import { runDue } from "./run-due.ts";
import { ahead, HOUR, promotions, schedule, withClock } from "./schedules.testing.ts";

describeEachStore("who is told of what was scheduled", () => {
  const vendors = withVendors();
  const clock = withClock();
  beforeEach(async () => {
    await db().deleteFrom("notices").execute();
    setTestEnv({ ROLLCALL_SMTP_URL: "smtp://127.0.0.1:9", ROLLCALL_SMTP_FROM: "rollcall@halden.example" });
  });
  const notices = () =>
    db().selectFrom("notices").select(["user_id", "event", "href", "lines"]).orderBy("id").execute();

  it("its person, once it came to its end: also of one change, and of no other batch as if it were one", async () => {
    const made = await vendors.open("paperspace", { members: 12 });
    const [one, ...others] = await promotions(made, 3);
    if (!one) throw new Error("nobody to promote");
    const id = await schedule(made.viewer, [one], ahead(HOUR));
    expect(await notices()).toEqual([]);
    clock.set(HOUR);
    await runDue();
    await endOf(made.viewer, id);
    const told = { user_id: made.viewer.userId, event: "schedule.done", href: `/activity/batches/${id}` };
    await expect.poll(notices).toEqual([{ ...told, lines: '{"Outcome":"1 done"}' }]);
    await db()
      .insertInto("notice_choices")
      .values({ user_id: made.viewer.userId, event: "batch.ended", way: "once", updated_at: "" })
      .execute();
    const answer = await applyChanges(made.viewer, submission(others));
    if (answer.status !== "accepted") throw new Error(answer.status);
    await endOf(made.viewer, answer.batch.batchId);
    await expect
      .poll(async () => (await notices()).map(({ event }) => event))
      .toEqual(["schedule.done", "batch.ended"]);
  });
});
