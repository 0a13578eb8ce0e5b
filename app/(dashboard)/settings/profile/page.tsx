import type { Metadata } from "next";
import { ChangePassword } from "#components/profile/change-password.tsx";
import { SessionsTable } from "#components/profile/sessions-table.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { PASSWORD_MIN } from "#lib/auth/password-rules.ts";
import { asPageViewer } from "#lib/auth/session.ts";
import { listSessions } from "#lib/auth/sessions.ts";

export const metadata: Metadata = { title: "Profile" };

export default async function ProfilePage() {
  return asPageViewer("profile.changePassword", async (viewer) => {
    return (
      <div className="screen">
        <PageHeader
          title="Profile"
          meta={
            <span className="sub">
              <bdi>{viewer.email}</bdi>
            </span>
          }
        />
        <div className="scroll">
          <ChangePassword email={viewer.email} minLength={PASSWORD_MIN} />
          <SessionsTable sessions={await listSessions(viewer)} />
        </div>
      </div>
    );
  });
}
