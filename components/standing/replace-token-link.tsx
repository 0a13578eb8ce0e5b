import { Link } from "#components/ui/link.tsx";

/** Leads to where a connection gets another token, with its dialog open. */
export function ReplaceTokenLink({ connectionId }: { connectionId: string }) {
  return (
    <Link className="link" href={`/settings/connections?replace=${encodeURIComponent(connectionId)}`}>
      Replace token
    </Link>
  );
}
