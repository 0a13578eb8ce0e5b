import "server-only";
import { setImmediate } from "node:timers/promises";
import { can, type Viewer } from "#lib/auth/permissions.ts";
import { recordRefusal } from "#lib/auth/refusal.ts";
import { MAX_BATCH } from "#lib/changes/constants.ts";
import type { ConnectionRef, Described, Description, Remember, TeamRef } from "#lib/changes/kind.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import type { ChangeKindName } from "#lib/changes/names.ts";
import { toPlan } from "#lib/changes/plan-lines.ts";
import { liveAsk, memory, scopeReader } from "#lib/changes/plan-reads.ts";
import type { ChangeRequest, Plan, PlannedChange, PlanWarning } from "#lib/changes/schema.ts";
import type { ParsedPlanSource } from "#lib/changes/source-schema.ts";
import type { SourceLine } from "#lib/changes/sources/line.ts";
import { resolveSource } from "#lib/changes/sources.ts";
import { sayWhatStays } from "#lib/changes/stays.ts";
import { togetherKey } from "#lib/changes/together-key.ts";
import { AppError } from "#lib/errors.ts";
import { beyond } from "#lib/grants/check.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorFacts } from "#lib/vendors/port.ts";

/** After so many changes the server gets to do something else. */
const BREATH = 50;

/** A change that is planned, with all that the journal needs. `input` has no secret value; `value` travels apart. */
export type Prepared = {
  name: ChangeKindName;
  input: Record<string, unknown>;
  value: string | undefined;
  connection: ConnectionRef;
  team: TeamRef | undefined;
  target: string;
  described: Described;
  description: Description;
  planned: PlannedChange;
  /** The change that it takes back. */
  undoOf?: string;
};

/** A line of a plan: a change that can be journaled, or why there is none. */
export type Line = { planned: PlannedChange; prepared?: Prepared };

/**
 * What the changes would do, in words; changes nothing. For a single change the vendor may be asked live, for 2 s at
 * most. Throws FORBIDDEN, NOT_FOUND (a team or connection that is gone).
 */
export async function planChanges(viewer: Viewer, changes: readonly ChangeRequest[]): Promise<Plan> {
  return toPlan(await prepareLines(viewer, { changes }, { live: changes.length === 1 }));
}

/** What is asked for: changes one by one, or where they come from. */
export type Asked = {
  changes?: readonly ChangeRequest[] | undefined;
  source?: ParsedPlanSource | undefined;
  /** Lines that were made before: a request that waited for approval. */
  lines?: readonly SourceLine[] | undefined;
};

/** The lines of a plan in the order in which they are applied. Throws as `prepareChanges` and `resolveSource` do. */
export async function prepareLines(
  viewer: Viewer,
  asked: Asked,
  options: { live?: boolean } = {},
): Promise<Line[]> {
  const lines: readonly SourceLine[] =
    asked.lines ??
    (asked.source
      ? await resolveSource(viewer, asked.source)
      : (asked.changes ?? []).map((request) => ({ request })));
  if (lines.length > MAX_BATCH)
    throw new AppError("INVALID_INPUT", {
      reason: `A batch has at most ${MAX_BATCH.toLocaleString("en")} changes: choose fewer`,
    });
  const requests = lines.flatMap((line) => ("request" in line ? [line.request] : []));
  const prepared = (await prepareChanges(viewer, requests, options)).values();
  return lines.flatMap((line): Line[] => {
    if ("cannot" in line) return [{ planned: line.cannot }];
    const one = prepared.next().value;
    if (!one) return [];
    const { undoOf, warnings = [] } = line;
    const planned = { ...one.planned, warnings: [...warnings, ...one.planned.warnings] };
    return [{ planned, prepared: { ...one, planned, ...(undoOf ? { undoOf } : {}) } }];
  });
}

/**
 * Checks permissions and capabilities and describes each change as it will be after those before it. Throws
 * FORBIDDEN (with an audit event), NOT_FOUND, INVALID_INPUT. A refusal of one change stands in its `planned`.
 */
export async function prepareChanges(
  viewer: Viewer,
  changes: readonly ChangeRequest[],
  options: { live?: boolean } = {},
): Promise<Prepared[]> {
  await assertAllowed(viewer, changes);
  const scopes = scopeReader();
  const expected = new Map<string, string | null>();
  const remember = memory();
  const prepared: Prepared[] = [];
  for (const [index, change] of changes.entries()) {
    // SQLite answers at once: without a breath, a long plan would keep every other request waiting.
    if (index % BREATH === BREATH - 1) await setImmediate();
    const one = await prepareOne(viewer, change, { scopes, expected, remember, live: options.live === true });
    // What is refused or already so changes nothing for those after it.
    if (!one.described.refusal && !one.described.skip)
      for (const [key, value] of one.described.expects ?? []) expected.set(key, value);
    prepared.push(one);
  }
  await sayWhatStays(prepared);
  return prepared;
}

async function prepareOne(
  viewer: Viewer,
  change: ChangeRequest,
  plan: {
    scopes: ReturnType<typeof scopeReader>;
    expected: ReadonlyMap<string, string | null>;
    remember: Remember;
    live: boolean;
  },
): Promise<Prepared> {
  const { scopes, expected, remember, live } = plan;
  const kind = kindOf(change.kind);
  const { input, value } = withoutValue(change.input);
  const scope = kind.scope(input as never);
  const team = scope.teamId === undefined ? undefined : await scopes.team(scope.teamId);
  const connection = await scopes.connection(scope.connectionId ?? team?.connectionId ?? "");
  if (team && team.connectionId !== connection.id)
    throw new AppError("INVALID_INPUT", { fields: { teamId: ["This team belongs to another connection"] } });
  const facts = VENDOR_FACTS[connection.vendor];
  const possible = kind.supported(facts.capabilities) && team?.kind !== "organization";
  const limit = await beyond(viewer, change.kind, connection, input.userId);
  const described: Described =
    limit !== undefined
      ? notGranted(change.kind, limit)
      : possible
        ? await kind.plan({
            viewer,
            connection,
            facts,
            team,
            input: input as never,
            expected,
            remember,
            ask: live ? liveAsk(connection.id) : undefined,
          })
        : impossible(change.kind, facts);
  const teamName = team?.name ?? connection.targetName;
  const together =
    described.skip || described.refusal
      ? undefined
      : togetherKey(change.kind, input, facts, described.beforeState);
  const { title, subject, email, before, after } = described;
  return {
    name: change.kind,
    input,
    value,
    connection,
    team,
    target: kind.target(input as never),
    described,
    description: {
      ...{ title, subject, before, after, teamName, vendorName: facts.name },
      canAdd: facts.capabilities.addMembers,
      ...(email ? { email } : {}),
    },
    planned: {
      kind: change.kind,
      vendor: connection.vendor,
      ...(team ? { teamId: team.id } : {}),
      ...{ teamName, title, subject, before, after },
      warnings: [...(described.warnings ?? []), ...readOnlyWarning(connection, team, facts)],
      ...(described.skip ? { skip: described.skip } : {}),
      ...(described.refusal
        ? { refusal: { code: described.refusal.code, reason: described.refusal.reason } }
        : {}),
      irreversible: described.irreversible ?? false,
      calls: described.calls ?? 1,
      ...(together ? { together } : {}),
    },
  };
}

/** Said, not refused: the next write is what tells whether it still holds. */
function readOnlyWarning(
  connection: ConnectionRef,
  team: TeamRef | undefined,
  facts: VendorFacts,
): PlanWarning[] {
  if (!connection.isReadOnly && !team?.isReadOnly) return [];
  const what = team?.name ?? connection.targetName;
  const text = `The stored token may read ${what}, not change it: ${facts.name} will probably refuse this.`;
  return [{ code: "READ_ONLY", text, confirm: false }];
}

const notGranted = (name: ChangeKindName, reason: string): Described => ({
  title: name,
  subject: "",
  before: "",
  after: "",
  calls: 0,
  refusal: { code: "FORBIDDEN", reason },
});

const impossible = (name: ChangeKindName, facts: VendorFacts): Described => ({
  title: name,
  subject: facts.name,
  before: "",
  after: "",
  calls: 0,
  refusal: { code: "NOT_SUPPORTED", reason: `${facts.name} has no such operation here` },
});

/** Splits a secret's value off its input: from here on the two never meet again in one object. */
function withoutValue(given: ChangeRequest["input"]): {
  input: Record<string, unknown>;
  value: string | undefined;
} {
  const { value, ...input } = given as Record<string, unknown>;
  return { input, value: typeof value === "string" ? value : undefined };
}

async function assertAllowed(viewer: Viewer, changes: readonly ChangeRequest[]): Promise<void> {
  const refused = changes.find((change) => !can(viewer, change.kind));
  if (!refused) return;
  await recordRefusal(viewer, refused.kind);
  throw new AppError("FORBIDDEN", { detail: `${viewer.role} asked for ${refused.kind}` });
}
