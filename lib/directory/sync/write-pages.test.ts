import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { claimList } from "#lib/directory/sync/list-lease.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import type { Source } from "#lib/directory/sync/source.ts";
import { useSandbox } from "#lib/directory/sync/sync.testing.ts";
import { writePages } from "#lib/directory/sync/write-pages.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

describeEachStore("pages that are written", () => {
  const sandbox = useSandbox();

  it("end their transaction after a while, for its commit holds up whoever wants to write", async () => {
    const tenant = await sandbox.connect("paperspace", { members: 3 });
    const claim = await claimList(listId(await tenant.readTeams(), "members"));
    if (typeof claim === "string") throw new Error(claim);
    const writtenBy: Tx[] = [];
    const slow: Pick<Source<string, readonly string[]>, "ready" | "write"> = {
      ready: (items) => items,
      write: async (tx, keys) => {
        writtenBy.push(tx);
        await setTimeout(200);
        return { changed: 0, keys: [...keys], findings: [], lists: [] };
      },
    };
    const pages = ["a", "b", "c", "d", "e"].map((item) => ({ items: [item], next: undefined }));
    const progress = { pages: 0, rows: 0 };
    await writePages(
      slow as Source<string, readonly string[]>,
      pages,
      { claim, signal: new AbortController().signal, progress, seen: new Set() },
      "",
    );
    expect(progress).toEqual({ pages: 5, rows: 5 });
    expect(writtenBy).toHaveLength(5);
    // Two fit into the time.
    expect(new Set(writtenBy).size).toBeGreaterThanOrEqual(3);
  });
});
