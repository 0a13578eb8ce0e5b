import "server-only";
import {
  AliasNode,
  type CommonTableExpressionNameNode,
  type FromNode,
  IdentifierNode,
  type JoinNode,
  type KyselyPlugin,
  type OperationNode,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryId,
  type QueryResult,
  type RawBuilder,
  RawNode,
  type RootOperationNode,
  SelectQueryNode,
  sql,
  TableNode,
  type UnknownRow,
} from "kysely";
import type { Scope } from "#lib/core/permissions.ts";
import type { Db } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { type View, viewAs } from "#lib/store/db/view.ts";
import { RULES, type Seeing } from "./rules.ts";

/** Whose eyes something is seen through. */
export type Sees = { scope: Scope; userId: string };

const isTable = (name: string): name is keyof Tables => Object.hasOwn(RULES, name);

/** Throws for a table that is narrowed, where it is named past the limits. */
function refuseGuarded(name: string): void {
  if (isTable(name) && RULES[name] !== "open")
    throw new Error(`A statement names ${name} past the limits of who asks`);
}

/** What this file itself put in a table's place: it reads the table, for it narrows it. */
const narrowed = new WeakSet<OperationNode>();

/** A table's rows that are seen, to stand after "from". Throws for a table that a limited person may not read at all. */
function rowsSeen(table: keyof Tables, seeing: Seeing): RawBuilder<unknown> {
  const made = rowsOf(table, seeing);
  narrowed.add(made.toOperationNode());
  return made;
}

function rowsOf(table: keyof Tables, seeing: Seeing): RawBuilder<unknown> {
  const rule = RULES[table];
  if (rule === "open") return sql.table(table);
  if (rule === "closed") throw new Error(`${table} may not be read by who is limited to some connections`);
  if ("instead" in rule) return rule.instead(seeing);
  return sql`(select * from ${sql.table(table)} where ${rule.where(seeing)})`;
}

/** Puts what is seen of a table wherever a statement reads the table, also in what stands inside of others. */
class Narrowing extends OperationNodeTransformer {
  readonly #seeing: Seeing;

  constructor(seeing: Seeing) {
    super();
    this.#seeing = seeing;
  }

  protected override transformFrom(node: FromNode, queryId?: QueryId): FromNode {
    const made = super.transformFrom(node, queryId);
    return { ...made, froms: made.froms.map((from) => this.#seen(from)) };
  }

  protected override transformJoin(node: JoinNode, queryId?: QueryId): JoinNode {
    const made = super.transformJoin(node, queryId);
    return { ...made, table: this.#seen(made.table) };
  }

  /** Plain SQL cannot be narrowed here: it says `seen("members")` where it reads a table, or is refused. */
  protected override transformRaw(node: RawNode, queryId?: QueryId): RawNode {
    if (narrowed.has(node)) return node;
    for (const name of tablesIn(textOf(node))) refuseGuarded(name);
    for (const part of node.parameters) if (TableNode.is(part)) refuseGuarded(part.table.identifier.name);
    return super.transformRaw(node, queryId);
  }

  /** What is called as a table would be taken for it, wherever it is read. */
  protected override transformCommonTableExpressionName(
    node: CommonTableExpressionNameNode,
    queryId?: QueryId,
  ): CommonTableExpressionNameNode {
    refuseGuarded(node.table.table.identifier.name);
    return super.transformCommonTableExpressionName(node, queryId);
  }

  #seen(from: OperationNode): OperationNode {
    const [table, alias] = AliasNode.is(from) ? [from.node, from.alias] : [from, undefined];
    if (RawNode.is(table) && !narrowed.has(table)) refuseGuarded(unquoted(textOf(table)));
    if (!TableNode.is(table)) return from;
    const { name } = table.table.identifier;
    if (!isTable(name) || RULES[name] === "open") return from;
    return AliasNode.create(
      rowsSeen(name, this.#seeing).toOperationNode(),
      alias ?? IdentifierNode.create(name),
    );
  }
}

const unquoted = (name: string): string =>
  name
    .trim()
    .replace(/^.*\./s, "")
    .replaceAll(/["`[\]]/g, "")
    .toLowerCase();

/** Plain SQL with the names that are put into it, and without what is narrowed already. */
function textOf(node: OperationNode): string {
  if (narrowed.has(node)) return "?";
  if (TableNode.is(node)) return node.table.identifier.name;
  if (IdentifierNode.is(node)) return node.name;
  if (!RawNode.is(node)) return "?";
  return node.sqlFragments
    .map((text, index) => {
      const part = node.parameters[index];
      return part ? text + textOf(part) : text;
    })
    .join("");
}

/** Ends a list of tables. */
const AFTER_TABLES =
  /[()]|\b(?:where|group|order|limit|offset|union|except|intersect|having|on|using|set|returning|for)\b/i;

/** What a statement in plain SQL reads, or calls a part of itself: the names after "from", "join" and "with". */
function tablesIn(text: string): string[] {
  const plain = text.replaceAll(/--[^\n]*|\/\*.*?\*\//gs, " ");
  const read = plain
    .split(/\b(?:from|join)\b/i)
    .slice(1)
    .flatMap((rest) => {
      const [list = ""] = rest.split(AFTER_TABLES);
      return list.split(",").map((one) => one.trim().split(/\s/)[0] ?? "");
    });
  const called = [
    ...plain.matchAll(/([\w"`[\].]+)\s*(?:\([^()]*\)\s*)?\bas\s+(?:not\s+)?(?:materialized\s+)?\(/gi),
  ];
  return [...read, ...called.map(([, name = ""]) => name)].map(unquoted);
}

class NarrowingPlugin implements KyselyPlugin {
  readonly #narrowing: Narrowing;

  constructor(seeing: Seeing) {
    this.#narrowing = new Narrowing(seeing);
  }

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    // Writes are allowed or not before they are made, by what was read.
    const isReading = SelectQueryNode.is(node) || RawNode.is(node);
    return isReading ? this.#narrowing.transformNode(node, queryId) : node;
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return result;
  }
}

/** The view of the store that a scope leaves; undefined where it leaves everything. */
export function viewOf({ scope, userId }: Sees): View | undefined {
  if (scope === "all") return undefined;
  const seeing: Seeing = { scope, userId };
  const made = new WeakMap<Db, Db>();
  return {
    key: JSON.stringify([scope, userId]),
    narrow: (store) => {
      const known = made.get(store) ?? store.withPlugin(new NarrowingPlugin(seeing));
      made.set(store, known);
      return known;
    },
    rows: (table) => rowsSeen(table, seeing),
  };
}

/**
 * Runs `fn` with `db()` showing what this viewer may see, and nothing else. The gates of pages, routes and actions do it
 * for all that they let in.
 */
export const seeingAs = <T>(viewer: Sees, fn: () => T): T => viewAs(viewOf(viewer), fn);
