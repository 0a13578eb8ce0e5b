import type { ReactNode } from "react";
import { Shell } from "#components/shell/shell.tsx";
import { approvalsInNav } from "#lib/approvals/data.ts";
import { can } from "#lib/auth/permissions.ts";
import { asPageViewer } from "#lib/auth/session.ts";
import { env } from "#lib/env.ts";
import { countPeople } from "#lib/people/data.ts";
import { countDueSecrets } from "#lib/policies/data.ts";
import { countTeams } from "#lib/teams/data.ts";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  return asPageViewer(undefined, async (viewer) => {
    const [teams, people, { overdue }, approvals] = await Promise.all([
      countTeams(),
      countPeople(),
      countDueSecrets(),
      approvalsInNav(viewer),
    ]);
    return (
      <Shell
        viewer={{ name: viewer.name, email: viewer.email, role: viewer.role }}
        counts={{ teams, people, overdue, approvals: approvals.isShown ? approvals.waiting : undefined }}
        maySeeUsers={can(viewer, "user.read")}
        isDemo={Boolean(env().ROLLCALL_DEMO)}
      >
        {children}
      </Shell>
    );
  });
}
