import type { Plan, PlanLine } from "../api/contract.ts";
import { type Asked, page, type Server } from "../cli.testing.ts";

export const ID = "01jdyz3v6k8m2n4p6q8r0s1t3v";

export const planLine = (given: Partial<PlanLine> = {}): PlanLine => ({
  ...{ kind: "member.setRole", title: "Make Noor an admin of Ops", subject: "Noor", email: null },
  ...{ vendor: "gitbook", team: "Ops", before: "member", after: "admin", skip: null, refusal: null },
  ...{ warnings: [], irreversible: false, calls: 1, ...given },
});

/** A plan of one change, as the server answers it. */
export const madePlan = (given: Partial<Plan> = {}): Plan => ({
  ...{ id: ID, url: `https://rollcall.example/plans/${ID}`, digest: "d1", kind: "changes", total: 1 },
  ...{ createdAt: "2026-11-30T00:00:00.000Z", expiresAt: "2026-12-07T00:00:00.000Z", calls: 1, seconds: 1 },
  counts: { apply: 1, skipped: 0, refused: 0, irreversible: 0 },
  ...{ risks: [], notes: [], findings: [], brakes: [], by: "Ada", isStale: false, appliedAs: null },
  lines: { items: [planLine()], next: null, total: 1 },
  ...given,
});

const COUNTS = { pending: 0, running: 0, done: 0, failed: 0, skipped: 0, unknown: 0, cancelled: 0 };
export const batchAt = (counts: Partial<typeof COUNTS>, state = "running"): object => ({
  ...{ id: "b1", name: "One change", state, size: 2, counts: { ...COUNTS, ...counts }, by: "Ada" },
  createdAt: "2026-11-30T00:00:00.000Z",
  finishedAt: state === "running" ? null : "2026-11-30T00:01:00.000Z",
  changes: page([]).body,
});

const TEAM = {
  ...{ id: ID, connectionId: "c", vendor: "gitbook", kind: "team", vendorTeamId: "v", name: "Ops" },
  ...{ belongsTo: "Acme", members: 1, secrets: 1, createdAt: null, mayManage: true, syncedAt: null },
};
const NOOR = { id: "p1", name: "Noor", emails: ["noor@example.com"] };

/** A stand-in for the server's half of the contract. `answers` come first. */
export const server =
  (answers: Record<string, (asked: Asked) => ReturnType<Server>> = {}): Server =>
  (asked) => {
    const { method, path } = asked;
    const own = answers[`${method} ${path}`];
    if (own) return own(asked);
    if (path === "/teams") return page([TEAM]);
    if (path === `/teams/${ID}/members`)
      return page([{ userId: "u1", name: "Noor", email: "noor@example.com" }]);
    if (path === "/people") return page([NOOR]);
    if (path === "/plans") return { status: 201, body: madePlan() };
    if (path === `/plans/${ID}`) return { body: madePlan() };
    if (method === "POST" && path === "/batches")
      return { status: 202, body: { status: "accepted", batchId: "b1", url: "https://rollcall.example/b1" } };
    if (path === "/batches/b1") return { body: batchAt({ done: 2 }, "finished") };
    return undefined;
  };
