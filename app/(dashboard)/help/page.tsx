import type { Metadata } from "next";
import { Link } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { HELP_TOPICS, isHelpTopic } from "#lib/core/help-topics.ts";
import { helpLede } from "#lib/insight/help/data.ts";

export const metadata: Metadata = { title: "Help" };

export default async function HelpPage() {
  return asPageViewer(undefined, async () => (
    <Screen>
      <PageHeader title="Help" />
      <ScrollArea hasLine>
        <ul>
          {Object.keys(HELP_TOPICS)
            .filter(isHelpTopic)
            .map((topic) => (
              <li key={topic} className="border-b border-line-faint">
                <Link className="block px-gutter py-2.5 hover:bg-hover" href={`/help/${topic}`}>
                  <span className="block font-medium">{HELP_TOPICS[topic]}</span>
                  <span className="block text-muted">{helpLede(topic)}</span>
                </Link>
              </li>
            ))}
          <li className="border-b border-line-faint">
            <Link className="block px-gutter py-2.5 hover:bg-hover" href="/help/reference">
              <span className="block font-medium">API reference</span>
              <span className="block text-muted">
                Everything that a program can ask, with its parameters and answers.
              </span>
            </Link>
          </li>
        </ul>
      </ScrollArea>
    </Screen>
  ));
}
