import "server-only";
import { getApproval } from "#lib/changes/approvals/data.ts";
import { env } from "#lib/core/env.ts";
import { NO_QUERY, operation } from "./operation.ts";
import { approvalSchema } from "./schema.ts";

export const approval = operation({
  path: "/approvals/{id}",
  name: "getApproval",
  summary: "What became of a request for approval: one's own, and everybody's for who may see approvals",
  scope: "activity.read",
  query: NO_QUERY,
  answer: approvalSchema,
  read: async ({ viewer, params }) => {
    const row = await getApproval(viewer, params.id);
    return {
      ...{ id: row.id, url: `${env().ROLLCALL_URL}/approvals`, name: row.name },
      state: row.state === "refused" ? ("rejected" as const) : row.state,
      ...{ by: row.askedBy, size: row.size, askedAt: row.askedAt, expiresAt: row.expiresAt },
      ...{ decidedAt: row.decidedAt ?? null, decidedBy: row.decidedBy ?? null },
      ...{ reason: row.reason ?? null, batchId: row.batchId ?? null },
    };
  },
});
