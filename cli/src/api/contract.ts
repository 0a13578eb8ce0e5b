/** Who asks: what `GET /whoami` answers. */
export type WhoAmI = {
  token: { id: string; name: string; kind: string; scopes: string[]; endsAt: string };
  user: { id: string; name: string; email: string };
  limits: { connectionId: string; label: string; teamIds: string[] | null }[] | null;
  server: { version: string; api: string };
};

export type PlanLine = {
  kind: string;
  title: string;
  subject: string;
  email: string | null;
  vendor: string | null;
  team: string | null;
  before: string;
  after: string;
  /** Already so: why nothing will be done. */
  skip: string | null;
  refusal: { code: string; reason: string } | null;
  warnings: { code: string; text: string; confirm: boolean }[];
  irreversible: boolean;
  calls: number;
};

export type PlanNote = { code: string; text: string; count: number };

/** What `POST /plans` and `GET /plans/{id}` answer. */
export type Plan = {
  id: string;
  url: string;
  digest: string;
  createdAt: string;
  expiresAt: string;
  kind: string;
  total: number;
  counts: { apply: number; skipped: number; refused: number; irreversible: number };
  calls: number;
  seconds: number;
  risks: PlanNote[];
  notes: PlanNote[];
  findings?: { where: string; text: string; tone: string }[];
  brakes?: { code: string; team: string; text: string }[];
  lines: { items: PlanLine[]; next: string | null; total: number };
  isStale?: boolean;
  appliedAs?: { batchId?: string; approvalId?: string; scheduleId?: string } | null;
};

/** What `POST /batches` answers. */
export type Applied =
  | { status: "accepted"; batchId: string; url: string }
  | { status: "requested"; approvalId: string; url: string }
  | { status: "scheduled"; scheduleId: string; dueAt: string; url: string }
  | { status: "nothing" };

export type Approval = {
  id: string;
  state: "pending" | "approved" | "rejected" | "withdrawn" | "expired";
  batchId: string | null;
  url: string;
};
