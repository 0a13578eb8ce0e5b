import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { HelpProse } from "#components/help/help-prose.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { HELP_TOPICS, isHelpTopic } from "#lib/core/help-topics.ts";
import { helpPage } from "#lib/insight/help/data.ts";

type Props = { params: Promise<{ topic: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { topic } = await params;
  return asPageViewer(undefined, async () => ({
    title: isHelpTopic(topic) ? HELP_TOPICS[topic] : "Not found",
  }));
}

export default async function HelpTopicPage({ params }: Props) {
  const { topic } = await params;
  return asPageViewer(undefined, async () => {
    if (!isHelpTopic(topic)) notFound();
    const { title, html } = helpPage(topic);
    return (
      <Screen>
        <PageHeader
          title={title}
          up={{ href: "/help", label: "Help" }}
          meta={
            <Link className="link py-1.5 sm:hidden" href="/help">
              All help topics
            </Link>
          }
        />
        <ScrollArea hasLine>
          <HelpProse html={html} />
        </ScrollArea>
      </Screen>
    );
  });
}
