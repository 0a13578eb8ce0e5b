import type { Metadata } from "next";
import { TellProven } from "#components/auth/tell-proven.tsx";
import { FullPage } from "#components/ui/full-page.tsx";
import { Note } from "#components/ui/note.tsx";
import { problemFrom } from "#lib/access/oidc/problem-from.ts";

export const metadata: Metadata = { title: "Confirm it's you" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ConfirmedPage({ searchParams }: Props) {
  const query = await searchParams;
  const isProven = query.problem === undefined;
  return (
    <FullPage title={isProven ? "Confirmed" : "Not confirmed"} isOutside>
      {isProven ? <TellProven /> : <Note tone="danger">{problemFrom(query) ?? "This did not work."}</Note>}
      <p className="max-w-115 text-muted">You can close this tab and go on where you were.</p>
    </FullPage>
  );
}
