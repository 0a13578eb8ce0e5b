import { headers } from "next/headers";
import type { ReactNode } from "react";
import { OrFailure } from "#components/shell/or-failure.tsx";
import { Shell } from "#components/shell/shell.tsx";
import { placeOf } from "#components/standing/places.ts";
import { StandingProvider } from "#components/standing/standing.tsx";
import { asPageViewer, PATH_HEADER } from "#lib/access/auth/session.ts";
import { env } from "#lib/core/env.ts";
import { can } from "#lib/core/permissions.ts";
import { listViews } from "#lib/directory/views/data.ts";
import { getStanding } from "#lib/insight/standing/data.ts";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  return asPageViewer(undefined, async (viewer) => {
    // What this page says of its lists stands in its first paint: a banner that came later would move the rows.
    const [pathname = ""] = ((await headers()).get(PATH_HEADER) ?? "").split("?", 1);
    const [standing, views] = await Promise.all([getStanding(viewer, placeOf(pathname)), listViews(viewer)]);
    return (
      <StandingProvider initial={standing} mayReplaceTokens={can(viewer, "connection.replaceToken")}>
        <Shell
          viewer={{
            name: viewer.name,
            email: viewer.email,
            role: viewer.role,
            isLimited: viewer.scope !== "all",
          }}
          maySeeUsers={can(viewer, "user.read")}
          views={views}
          isDemo={Boolean(env().ROLLCALL_DEMO)}
        >
          <OrFailure>{children}</OrFailure>
        </Shell>
      </StandingProvider>
    );
  });
}
