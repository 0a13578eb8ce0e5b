// What a writing thread runs (sqlite-thread.ts starts it): one handle on the file, and one statement after another. A file
// of plain JavaScript without a bundle, since a thread begins with a path.
import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";

const { file, pragmas, cached, timeout } = workerData;
const database = new DatabaseSync(file, { timeout });
for (const pragma of pragmas) database.exec(`pragma ${pragma}`);

/** @type {Map<string, { prepared: import("node:sqlite").StatementSync, returnsRows: boolean }>} */
const statements = new Map();

/** @param {string} sql */
function statement(sql) {
  const known = statements.get(sql);
  if (known) {
    statements.delete(sql);
    statements.set(sql, known);
    return known;
  }
  const prepared = database.prepare(sql);
  prepared.setReturnArrays(true);
  const made = { prepared, returnsRows: prepared.columns().length > 0 };
  statements.set(sql, made);
  for (const oldest of statements.keys()) if (statements.size > cached) statements.delete(oldest);
  return made;
}

/** @param {{ sql: string, parameters: readonly import("node:sqlite").SQLInputValue[], each?: string }} asked */
function answer({ sql, parameters, each }) {
  // SQLite may have rolled back by itself; asking again would hide the reason.
  if (sql === "rollback" && !database.isTransaction) return {};
  const { prepared, returnsRows } = statement(sql);
  if (each) {
    let changes = 0;
    for (const values of JSON.parse(each)) changes += Number(prepared.run(...values).changes);
    return { changes: BigInt(changes) };
  }
  if (returnsRows) {
    const cells = prepared.all(...parameters);
    return { cells, columns: prepared.columns().map(({ name }) => name) };
  }
  return { changes: BigInt(prepared.run(...parameters).changes) };
}

parentPort?.on("message", (asked) => {
  if (asked === "close") {
    statements.clear();
    database.close();
    parentPort?.close();
    return;
  }
  try {
    parentPort?.postMessage({ result: answer(asked) });
  } catch (error) {
    const { message, code, errcode, errstr } = /** @type {Record<string, unknown>} */ (error);
    parentPort?.postMessage({ error: { message, code, errcode, errstr } });
  }
});
