import { grouped } from "#lib/core/grouped.ts";
import "server-only";
import { setImmediate } from "node:timers/promises";
import { recordRefusal } from "#lib/access/auth/refusal.ts";
import { limitReason } from "#lib/access/grants/check.ts";
import { MAX_BATCH } from "#lib/changes/constants.ts";
import { sayEnds } from "#lib/changes/ends/say-ends.ts";
import { withEnd } from "#lib/changes/ends/until.ts";
import type { AskWhen, Remember } from "#lib/changes/kinds/kind.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import { togetherKey } from "#lib/changes/kinds/together-key.ts";
import { type PlanNames, readNames } from "#lib/changes/plan/names.ts";
import { liveAsk, memory, scopeReader } from "#lib/changes/plan/reads.ts";
import {
  beyondScopes,
  impossible,
  isToDo,
  notGranted,
  readOnlyWarning,
  spared,
  toldReadOnly,
} from "#lib/changes/plan/refusals.ts";
import { sayWhatStays } from "#lib/changes/plan/stays.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import type { ParsedPlanSource } from "#lib/changes/sources/schema.ts";
import { resolveSource } from "#lib/changes/sources/sources.ts";
import type { Described, Line, Prepared, SourceLine } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { lackWords } from "#lib/core/token-words.ts";
import { fingerprintOf } from "#lib/directory/secrets/fingerprint.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** After so many changes the server gets to do something else. */
const BREATH = 50;

/** What is asked for: changes one by one, or where they come from. */
export type Asked = {
  changes?: readonly ChangeRequest[] | undefined;
  source?: ParsedPlanSource | undefined;
  /** Lines that were made before: a request that waited for approval. */
  lines?: readonly SourceLine[] | undefined;
};

/**
 * `ask`: when the vendor is asked live about a change that is planned alone. `names`: of the whole that these changes are a
 * part of. `expected`: by the parts of it that come before them.
 */
export type PlanOptions = { ask?: AskWhen | undefined; names?: PlanNames; expected?: Expected };
/** What the changes before these will have made of roles and names, by key. */
export type Expected = ReadonlyMap<string, string | null>;

/**
 * The lines of a plan in the order in which they are applied, in words; changes nothing. For a single change the vendor may be
 * asked live, for 2 s at most. Throws FORBIDDEN, NOT_FOUND (a team or connection that is gone), and as `resolveSource`.
 */
export async function prepareLines(viewer: Viewer, asked: Asked, options: PlanOptions = {}): Promise<Line[]> {
  const lines: readonly SourceLine[] =
    asked.lines ??
    (asked.source
      ? await resolveSource(viewer, asked.source)
      : (asked.changes ?? []).map((request) => ({ request })));
  if (lines.length > MAX_BATCH)
    throw new AppError("INVALID_INPUT", {
      reason: `A batch has at most ${grouped(MAX_BATCH)} changes: choose fewer`,
    });
  const requests = lines.flatMap((line) => ("request" in line ? [line.request] : []));
  const sparing = new Set(
    lines.flatMap((line) => ("request" in line && line.isSparing ? [line.request] : [])),
  );
  // What a source makes is one of many, also where it is a single change.
  const ask = asked.source ? undefined : options.ask;
  const prepared = (await prepareChanges(viewer, requests, { ...options, ask }, sparing)).values();
  return lines.flatMap((line): Line[] => {
    if ("cannot" in line) return [{ planned: line.cannot }];
    const one = prepared.next().value;
    if (!one) return [];
    const { undoOf, warnings = [] } = line;
    const planned = { ...one.planned, warnings: [...warnings, ...one.planned.warnings] };
    const said = { kind: one.name, ...askedOf(one) };
    return [{ ...one, planned, asked: said, ...(undoOf ? { undoOf } : {}) }];
  });
}

/**
 * Checks permissions and capabilities and describes each change as it will be after those before it. Throws
 * FORBIDDEN (with an audit event), NOT_FOUND, INVALID_INPUT. A refusal of one change stands in its `planned`.
 */
async function prepareChanges(
  viewer: Viewer,
  changes: readonly ChangeRequest[],
  options: PlanOptions = {},
  sparing: ReadonlySet<ChangeRequest> = new Set(),
): Promise<Prepared[]> {
  await assertAllowed(viewer, changes);
  const scopes = scopeReader();
  const names = options.names ?? (await readNames(changes, scopes));
  const expected = new Map(options.expected);
  const remember = memory();
  const prepared: Prepared[] = [];
  for (const [index, change] of changes.entries()) {
    // SQLite answers at once: without a breath, a long plan would keep every other request waiting.
    if (index % BREATH === BREATH - 1) await setImmediate();
    const one = await prepareOne(viewer, change, {
      ...{ scopes, names, expected, remember },
      ask: changes.length === 1 ? options.ask : undefined,
      isOneOfMany: changes.length > 1,
      isSparing: sparing.has(change),
    });
    // What is refused or already so changes nothing for those after it.
    if (isToDo(one.described))
      for (const [key, value] of one.described.expects ?? []) expected.set(key, value);
    prepared.push(one);
  }
  await sayWhatStays(prepared);
  await sayEnds(prepared);
  return prepared;
}

async function prepareOne(
  viewer: Viewer,
  change: ChangeRequest,
  plan: {
    scopes: ReturnType<typeof scopeReader>;
    names: PlanNames;
    expected: ReadonlyMap<string, string | null>;
    remember: Remember;
    ask: AskWhen | undefined;
    isOneOfMany: boolean;
    isSparing: boolean;
  },
): Promise<Prepared> {
  const { scopes, expected, remember, ask } = plan;
  const kind = kindOf(change.kind);
  const { input, value } = withoutValue(change.input);
  const scope = kind.scope(input as never);
  const team = scope.teamId === undefined ? undefined : await scopes.team(scope.teamId);
  const connection = await scopes.connection(scope.connectionId ?? team?.connectionId ?? "");
  if (team && team.connectionId !== connection.id)
    throw new AppError("INVALID_INPUT", { fields: { teamId: ["This team belongs to another connection"] } });
  const facts = VENDOR_FACTS[connection.vendor];
  const possible = kind.supported(facts.capabilities) && team?.kind !== "organization";
  const limit = await limitReason(viewer, change.kind, connection, input.userId);
  const names = plan.names.of(connection, team);
  const asPlanned: Described =
    limit !== undefined
      ? notGranted(change.kind, limit)
      : possible
        ? await kind.plan({
            viewer,
            connection,
            facts,
            ...{ team, names },
            input: input as never,
            expected,
            remember,
            ask: ask && liveAsk(connection.id, ask),
          })
        : impossible(change.kind, facts);
  const mayNot = plan.isOneOfMany ? toldReadOnly(connection, team) : undefined;
  const left = beyondScopes(viewer, asPlanned) ?? mayNot ?? (plan.isSparing ? spared(asPlanned) : undefined);
  const ending = change.until ? withEnd(change.kind, asPlanned, change.until) : asPlanned;
  const described = left && isToDo(ending) ? { ...ending, warnings: [], calls: 0, refusal: left } : ending;
  const readOnly = mayNot ? undefined : readOnlyWarning(connection, team, facts);
  const teamName = team ? names.team : names.organization;
  const together = isToDo(described)
    ? togetherKey(change.kind, input, facts, described.beforeState)
    : undefined;
  const { title, subject, email, before, after, ageDays, people, harm, refusal } = described;
  const said = { ...(email ? { email } : {}), ...(people && people.length > 0 ? { people } : {}) };
  return {
    name: change.kind,
    input,
    value,
    ...(change.until ? { until: change.until } : {}),
    connection,
    team,
    target: kind.target(input as never),
    described,
    description: {
      ...{ title, subject, before, after, teamName, vendorName: facts.name },
      canAdd: facts.capabilities.addMembers,
      ...said,
      ...(described.until ? { until: described.until } : {}),
    },
    planned: {
      kind: change.kind,
      vendor: connection.vendor,
      ...(team ? { teamId: team.id } : {}),
      ...{ teamName, title, subject, before, after },
      ...said,
      ...(ageDays === undefined ? {} : { ageDays }),
      ...(harm ? { harm } : {}),
      warnings: [...(described.warnings ?? []), ...(readOnly ? [readOnly] : [])],
      ...(described.skip ? { skip: described.skip } : {}),
      ...(refusal ? { refusal: { code: refusal.code, reason: refusal.reason } } : {}),
      irreversible: described.irreversible ?? false,
      calls: described.calls ?? 1,
      ...(together ? { together } : {}),
    },
  };
}

/** Splits a secret's value off its input: from here on the two never meet again in one object. */
function withoutValue(given: ChangeRequest["input"]): {
  input: Record<string, unknown>;
  value: string | undefined;
} {
  const { value, ...input } = given as Record<string, unknown>;
  return { input, value: typeof value === "string" ? value : undefined };
}

/** What a request says, with a mark in the place of a secret's value: another value is another plan. */
const askedOf = ({ input, value, until }: Prepared): Record<string, unknown> => ({
  input,
  ...(value === undefined ? {} : { value: fingerprintOf(value) }),
  ...(until ? { until } : {}),
});

async function assertAllowed(viewer: Viewer, changes: readonly ChangeRequest[]): Promise<void> {
  const refused = changes.find((change) => !can(viewer, change.kind));
  if (!refused) return;
  await recordRefusal(viewer, refused.kind);
  const reason = lackWords(viewer.token, refused.kind);
  throw new AppError("FORBIDDEN", {
    detail: `${viewer.role} asked for ${refused.kind}`,
    ...(reason ? { reason } : {}),
  });
}
