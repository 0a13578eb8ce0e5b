import { expect, it, vi } from "vitest";
import { askAction, asking } from "#lib/access/action/ask.testing.ts";
import { actAs, everyActor, ORIGIN } from "#lib/access/action/request.testing.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

const request = vi.hoisted(() => ({ headers: new Headers(), cookies: new Map<string, string>() }));
vi.mock("next/headers", async () =>
  (await import("#lib/access/action/headers.testing.ts")).mockHeaders(request),
);
vi.mock("next/cache", async () => (await import("#lib/access/action/headers.testing.ts")).mockCache());

describeEachStore(
  "the address of a calendar",
  () => {
    it("asks for a fresh proof; its end does not", async () => {
      const { viewer, admin } = await everyActor(request);
      actAs(request, viewer);
      Object.assign(asking, { headers: request.headers, adminId: admin.userId });
      const ask = async (name: string, input: unknown) =>
        (await askAction(`lib/insight/coming-up/actions.ts#${name}`, input, false)).body;
      expect(await ask("makeCalendarAction", { withNames: true })).toContain("/api/calendar/");
      await db().updateTable("sessions").set({ proved_at: null }).execute();
      expect(await ask("makeCalendarAction", { withNames: true })).toContain("STEP_UP_NEEDED");
      expect(await ask("endCalendarAction", {})).not.toContain("STEP_UP_NEEDED");
      expect(await db().selectFrom("calendars").selectAll().execute()).toEqual([]);
    });
  },
  { ROLLCALL_URL: ORIGIN },
);
