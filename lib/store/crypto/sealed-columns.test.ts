import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { valueBinding } from "#lib/changes/journal/values.ts";
import { valuesBinding } from "#lib/changes/kept/stored.ts";
import { tokenBinding } from "#lib/directory/connections/token.ts";
import { db } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";
import { secretBinding } from "#lib/store/outbox/secret.ts";
import { bindingOf, SEALED_COLUMNS } from "./sealed-columns.ts";

const registered = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`);

/** Every `{ table: "…", column: "…" }` of the sources: whoever seals names the place so. */
function placesInSources(): string[] {
  const root = path.resolve(import.meta.dirname, "../../..");
  const places = ["lib", "app", "bin"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name) && !name.includes("test"))
      .flatMap((name) => {
        const text = readFileSync(path.join(root, folder, name), "utf8");
        return [...text.matchAll(/table:\s*"(\w+)",\s*column:\s*"(\w+)"/g)].map(
          (found) => `${found[1]}.${found[2]}`,
        );
      }),
  );
  return [...new Set(places)].sort();
}

describe("the sealed columns", () => {
  useTestStore();

  it("are all of the schema's: each column whose name says so, and each place that the sources seal to", async () => {
    const { rows } = await sql<{ place: string }>`
      select "table".name || '.' || "column".name as place
      from sqlite_master as "table", pragma_table_info("table".name) as "column"
      where "table".type = 'table' and "column".name like 'sealed%'`.execute(db());
    expect(rows.length).toBeGreaterThan(2);
    const named = rows.map((row) => row.place);
    expect(named.filter((place) => !registered.includes(place))).toEqual([]);
    expect(registered.filter((place) => place !== "meta.value" && !named.includes(place))).toEqual([]);
    expect(placesInSources()).toContain("meta.value");
    expect(placesInSources().filter((place) => !registered.includes(place))).toEqual([]);
  });

  it.each([
    ["connections", tokenBinding({ id: "r", vendor: "gitbook", target_id: "t" })],
    ["changes", valueBinding("r")],
    ["webhooks", secretBinding("r")],
    ["approvals", valuesBinding("approvals", "r")],
    ["schedules", valuesBinding("schedules", "r")],
  ])("of %s are bound as their own feature binds them", (table, binding) => {
    const column = SEALED_COLUMNS.find((one) => one.table === table);
    const row = { id: "r", sealed: "", vendor: "gitbook", target: "t" };
    expect(column && bindingOf(column, row)).toEqual(binding);
  });
});
