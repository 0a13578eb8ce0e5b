import type { Metadata } from "next";
import { FixedForm } from "#components/notices/fixed-form.tsx";
import { MailStanding } from "#components/notices/mail-standing.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { getMailStanding } from "#lib/insight/notices/data.ts";

export const metadata: Metadata = { title: "Notices" };

export default async function NoticesPage() {
  return asPageViewer("notice.read", async () => {
    const standing = await getMailStanding();
    return (
      <Screen>
        <PageHeader title="Notices" />
        <ScrollArea hasLine>
          <MailStanding standing={standing} />
          <FixedForm fixed={standing.fixed} />
        </ScrollArea>
      </Screen>
    );
  });
}
