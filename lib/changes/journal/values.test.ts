import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { applyToEnd, withVendors } from "#lib/changes/changes.testing.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { env } from "#lib/core/env.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

const CANARY = "canary-5f1d9c7e-value-that-must-not-be-kept";

describeEachStore("secret values", (dialect) => {
  const vendors = withVendors();
  const open = () => vendors.open("paperspace", { members: 8 });

  it.each([2, 25])("keeps the values of %i changes out of rows and files", async (size) => {
    const bench = await open();
    const teamId = await bench.teamId();
    const changes = Array.from(
      { length: size },
      (_, index): ChangeRequest => ({
        kind: "secret.create",
        input: { teamId, name: `CANARY_${index}`, value: `${CANARY}-${index}` },
      }),
    );
    const batch = await applyToEnd(bench.viewer, changes);
    expect(batch.changes.every((change) => change.state === "done")).toBe(true);
    expect((await bench.state()).secrets.filter((secret) => secret.value.startsWith(CANARY))).toHaveLength(
      size,
    );
    const rows = await Promise.all([
      db().selectFrom("changes").selectAll().where("batch_id", "=", batch.batchId).execute(),
      db().selectFrom("events").selectAll().execute(),
      db().selectFrom("batches").selectAll().execute(),
      db().selectFrom("secrets").selectAll().execute(),
    ]);
    expect(rows[0].map((row) => row.sealed_value)).toEqual(changes.map(() => null));
    expect(JSON.stringify([rows, batch])).not.toContain(CANARY);
    if (dialect === "postgres") return;
    const folder = env().ROLLCALL_DATA_DIR;
    const files = (await readdir(folder)).filter((name) => name.startsWith("rollcall.db"));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect((await readFile(path.join(folder, file))).includes(CANARY)).toBe(false);
  });
});
