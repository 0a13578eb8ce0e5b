import type { Metadata } from "next";
import { OwnNotices } from "#components/notices/own-notices.tsx";
import { ChangePassword } from "#components/profile/change-password.tsx";
import { ConnectedAccounts } from "#components/profile/connected-accounts.tsx";
import { TimeZone } from "#components/profile/time-zone.tsx";
import { TwoFactor } from "#components/profile/two-factor.tsx";
import { OwnSessions } from "#components/sessions/own-sessions.tsx";
import { HeadNote, PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { PASSWORD_MIN } from "#lib/access/auth/password-rules.ts";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { listSessions } from "#lib/access/auth/sessions.ts";
import { providerNames } from "#lib/access/oidc/config.ts";
import { listIdentities } from "#lib/access/oidc/data.ts";
import { problemFrom } from "#lib/access/oidc/problem-from.ts";
import { getTwoFactor } from "#lib/access/two-factor/data.ts";
import { zoneOfUser } from "#lib/access/users/zone.ts";
import { getOwnNotices } from "#lib/insight/notices/data.ts";

export const metadata: Metadata = { title: "Profile" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ProfilePage({ searchParams }: Props) {
  const query = await searchParams;
  return asPageViewer("profile.changePassword", async (viewer) => {
    const providers = providerNames();
    const [identities, twoFactor, sessions, zone, notices] = await Promise.all([
      listIdentities(viewer),
      getTwoFactor(viewer),
      listSessions(viewer),
      zoneOfUser(viewer.userId),
      getOwnNotices(viewer),
    ]);
    return (
      <Screen>
        <PageHeader
          title="Profile"
          meta={
            <HeadNote>
              <bdi>{viewer.email}</bdi>
            </HeadNote>
          }
        />
        <ScrollArea hasLine>
          <ChangePassword email={viewer.email} minLength={PASSWORD_MIN} />
          <TimeZone zone={zone} />
          <TwoFactor state={twoFactor} />
          {(providers.length > 0 || identities.length > 0) && (
            <ConnectedAccounts identities={identities} providers={providers} problem={problemFrom(query)} />
          )}
          <OwnNotices notices={notices} email={viewer.email} />
          <OwnSessions sessions={sessions} />
        </ScrollArea>
      </Screen>
    );
  });
}
