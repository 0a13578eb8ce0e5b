import { expect, it } from "vitest";
import { addUser, withVendors } from "#lib/changes/changes.testing.ts";
import { cancelReview } from "#lib/changes/reviews/create.ts";
import { monthsLater, remindReviewers, repeatDue } from "#lib/changes/reviews/repeat.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";
import { begin, itemsIn, opened, storedReview, untilOpen } from "./reviews.testing.ts";

const DAY_MS = 86_400_000;
const from = (ms: number) => new Date(Date.now() + ms).toISOString();

it("goes on by months, to the last day of a shorter one", () => {
  expect(monthsLater("2026-11-30T23:59:59.000Z", 3)).toBe("2027-02-28T23:59:59.000Z");
  expect(monthsLater("2026-11-15T08:00:00.000Z", 3)).toBe("2027-02-15T08:00:00.000Z");
  expect(monthsLater("2027-11-30T23:59:59.000Z", 3)).toBe("2028-02-29T23:59:59.000Z");
});

describeEachStore("a review by itself", () => {
  const vendors = withVendors();
  const openOne = async (more = {}) => {
    const made = await vendors.open("paperspace", { members: 4 });
    const scope = { what: { of: "teams" as const, ids: [await made.teamId()] } };
    return { made, id: await opened(made.viewer, { ...more, scope }), scope };
  };
  const hook = async () => {
    const at = from(0);
    await db()
      .insertInto("webhooks")
      .values({
        ...{ id: crypto.randomUUID(), url: "https://example.com/hook", label: "", with_names: 0 },
        ...{
          events: '["review.due","review.assigned"]',
          sealed_secret: "x",
          paused_at: null,
          reminded_on: null,
        },
        ...{ format: null, dropped: 0, created_at: at, updated_at: at },
      })
      .execute();
  };
  const told = async (id: string) =>
    (await db().selectFrom("webhook_deliveries").select(["type", "payload"]).orderBy("id").execute())
      .filter(({ payload }) => payload?.includes(id))
      .map(({ type }) => type);

  it("reminds a week and a day before its date, and at it, each once, and nobody who is done", async () => {
    await hook();
    const { id } = await openOne();
    expect(await told(id)).toEqual(["review.assigned"]);
    await remindReviewers();
    expect(await told(id)).toHaveLength(1);
    for (const [ms, count] of [
      [6 * DAY_MS, 2],
      [DAY_MS / 2, 3],
      [-1_000, 4],
    ] as const) {
      await db()
        .updateTable("reviews")
        .set({ due_at: from(ms) })
        .where("id", "=", id)
        .execute();
      await Promise.all([remindReviewers(), remindReviewers()]);
      await remindReviewers();
      expect(await told(id)).toHaveLength(count);
    }
    const { id: done } = await openOne();
    await db().updateTable("review_items").set({ decision: "keep" }).where("review_id", "=", done).execute();
    await db()
      .updateTable("reviews")
      .set({ due_at: from(DAY_MS / 2) })
      .where("id", "=", done)
      .execute();
    await remindReviewers();
    expect(await told(done)).toEqual(["review.assigned"]);
  });

  it("says to each how many of their own are open, and to who began it how many there are", async () => {
    setTestEnv({ ROLLCALL_SMTP_URL: "smtp://127.0.0.1:9", ROLLCALL_SMTP_FROM: "rollcall@halden.example" });
    const { made, id } = await openOne();
    const reader = await addUser("viewer");
    const [first, ...others] = await itemsIn(id);
    await db()
      .updateTable("review_items")
      .set({ reviewer_id: reader.userId })
      .where("id", "=", first?.id ?? "")
      .execute();
    await db()
      .updateTable("reviews")
      .set({ due_at: from(DAY_MS / 2) })
      .where("id", "=", id)
      .execute();
    await remindReviewers();
    const notices = await db()
      .selectFrom("notices")
      .select(["user_id", "lines"])
      .where("event", "=", "review.due")
      .where("about_id", "=", id)
      .execute();
    const left = new Map(
      notices.map(({ user_id, lines }) => [user_id, JSON.parse(lines ?? "{}")["Still open"]]),
    );
    expect(left.get(reader.userId)).toBe("1");
    expect(left.get(made.viewer.userId)).toBe(String(others.length + 1));
    setTestEnv({ ROLLCALL_SMTP_URL: "", ROLLCALL_SMTP_FROM: "" });
  });

  it("begins the next one after three months, once, with the same choices, unless it was cancelled", async () => {
    const { made, id, scope } = await openOne({ repeats: true });
    const nextOf = (previous: string) =>
      db().selectFrom("reviews").selectAll().where("previous_id", "=", previous).execute();
    await repeatDue();
    expect(await nextOf(id)).toEqual([]);
    await db()
      .updateTable("reviews")
      .set({ created_at: from(-95 * DAY_MS) })
      .where("id", "=", id)
      .execute();
    await Promise.all([repeatDue(), repeatDue()]);
    await repeatDue();
    const [next, ...more] = await nextOf(id);
    expect(more).toEqual([]);
    expect(next).toMatchObject({ state: "reading", repeats: 1, created_by: made.viewer.userId });
    expect(next?.scope).toBe((await storedReview(id)).scope);
    expect(next?.name).toMatch(/^Quarterly, [A-Z][a-z]+ \d{4}$/);
    await untilOpen(next?.id ?? "");
    const cancelled = await begin(made.viewer, { repeats: true, scope });
    await cancelReview(made.viewer, cancelled);
    await db()
      .updateTable("reviews")
      .set({ created_at: from(-95 * DAY_MS) })
      .where("id", "=", cancelled)
      .execute();
    await repeatDue();
    expect(await nextOf(cancelled)).toEqual([]);
  });
});
