import type { Metadata } from "next";
import { ComingUpScreen } from "#components/schedules/coming-up-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { can } from "#lib/core/permissions.ts";
import { ownCalendar } from "#lib/insight/coming-up/calendars.ts";
import { listComingUp } from "#lib/insight/coming-up/data.ts";

export const metadata: Metadata = { title: "Coming up" };

export default async function ComingUpPage() {
  return asPageViewer("activity.read", async (viewer) => (
    <ComingUpScreen
      rows={await listComingUp(viewer)}
      mayControl={can(viewer, "batch.control")}
      hasCalendar={(await ownCalendar(viewer)) !== undefined}
    />
  ));
}
