import type { ReactNode } from "react";
import { Shell } from "#components/shell/shell.tsx";
import { StandingProvider } from "#components/standing/standing.tsx";
import { can } from "#lib/auth/permissions.ts";
import { asPageViewer } from "#lib/auth/session.ts";
import { env } from "#lib/env.ts";
import { getStanding } from "#lib/standing/data.ts";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  return asPageViewer(undefined, async (viewer) => {
    return (
      <StandingProvider initial={await getStanding(viewer, "elsewhere")}>
        <Shell
          viewer={{ name: viewer.name, email: viewer.email, role: viewer.role }}
          maySeeUsers={can(viewer, "user.read")}
          isDemo={Boolean(env().ROLLCALL_DEMO)}
        >
          {children}
        </Shell>
      </StandingProvider>
    );
  });
}
