import { Link } from "#components/ui/link.tsx";
import type { ApprovalRow } from "#lib/changes/approvals/schema.ts";

/** Somebody with their address: a name is what somebody chose. */
export const WithAddress = ({ name, email }: { name: string; email?: string | undefined }) => (
  <>
    <bdi>{name}</bdi>
    {email !== undefined && email !== name && (
      <>
        {" "}
        (<bdi>{email}</bdi>)
      </>
    )}
  </>
);

/** What became of a request. */
export function outcomeWords(request: ApprovalRow): string {
  switch (request.state) {
    case "approved":
      return `Approved by ${request.decidedBy ?? "somebody"}`;
    case "refused":
      return `Refused by ${request.decidedBy ?? "somebody"}`;
    case "withdrawn":
      return "Withdrawn";
    case "expired":
      return "Expired";
    case "pending":
      return "Waits";
  }
}

/** Where the batch of an approved request is. */
export const BatchLink = ({ request }: { request: ApprovalRow }) =>
  request.batchId ? (
    <Link
      className="clip font-medium hover:underline hover:decoration-faint hover:underline-offset-2"
      href={`/activity/batches/${encodeURIComponent(request.batchId)}`}
    >
      <bdi>{request.name}</bdi>
    </Link>
  ) : (
    <bdi className="clip">{request.name}</bdi>
  );
