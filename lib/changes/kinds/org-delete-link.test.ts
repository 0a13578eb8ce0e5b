import { describe, expect, it } from "vitest";
import { type Bench, eventsOf, planChanges, withVendors } from "#lib/changes/changes.testing.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { getDoors } from "#lib/directory/doors/data.ts";
import { readDoors } from "#lib/directory/doors/read.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";

useTestStore();
const vendors = withVendors();

const DELETE = "gitbook DELETE /orgs/:org/link-invites/:link";
const inviteLinks = [
  { id: "link-of-editors", role: "edit" as const },
  { id: "link-of-guests", role: null },
];

async function open(): Promise<Bench> {
  const bench = await vendors.open("gitbook", { members: 2, overrides: { inviteLinks } });
  expect(await readDoors(bench.connectionId)).toBeUndefined();
  return bench;
}
const change = ({ connectionId }: Bench, linkId = "link-of-editors"): ChangeRequest => ({
  kind: "org.deleteLink",
  input: { connectionId, linkId },
});
const known = async ({ connectionId }: Bench) =>
  (await getDoors([connectionId]))[0]?.links.map(({ id }) => id);
const open_ = async (bench: Bench) => (await bench.state()).organizations[0]?.inviteLinks;

describe("org.deleteLink", () => {
  it("says which link, what it does and that a new one is another, and deletes it", async () => {
    const bench = await open();
    const organization = bench.tenant.organizationTitle;
    const { changes } = await planChanges(bench.viewer, [change(bench)]);
    expect(changes[0]).toMatchObject({
      title: `Delete the invite link link-of-editors as edit of ${organization}`,
      before: "Open: whoever has it joins as edit",
      after: "Deleted",
      irreversible: true,
      warnings: [{ code: "LINK_GONE" }],
    });
    const outcome = await bench.apply(change(bench));
    expect(outcome).toMatchObject({
      state: "done",
      sentence: `The invite link link-of-editors as edit of ${organization} was deleted`,
    });
    expect(await open_(bench)).toEqual(["link-of-guests"]);
    expect(await known(bench)).toEqual(["link-of-guests"]);
    const events = await eventsOf(outcome.batchId);
    expect(events.at(-1)).toMatchObject({ action: "org.deleteLink", outcome: "done" });
    expect(await vendors.control().violations(bench.token)).toEqual([]);
  });

  it("is told apart from one that was gone already", async () => {
    const bench = await open();
    await bench.elsewhere({ op: "deleteLink", id: "link-of-editors" });
    expect(await bench.apply(change(bench))).toMatchObject({
      state: "skipped",
      sentence: expect.stringContaining("was already gone"),
    });
    expect(await known(bench)).toEqual(["link-of-guests"]);
    expect((await planChanges(bench.viewer, [change(bench)])).counts).toMatchObject({ apply: 0, skipped: 1 });
  });

  it("finds a link that was made since the last look, by asking", async () => {
    const bench = await open();
    await bench.elsewhere({ op: "addLink", id: "link-made-since", role: "admin" });
    const { changes } = await planChanges(bench.viewer, [change(bench, "link-made-since")]);
    expect(changes[0]).toMatchObject({ before: "Open: whoever has it joins as admin" });
  });

  it("ends done by read-back when the answer was lost, and is sent again when it never came", async () => {
    const bench = await open();
    await bench.faults({ route: DELETE, times: 1, drop: "after" });
    expect(await bench.apply(change(bench))).toMatchObject({ state: "done" });
    await bench.faults({ route: DELETE, times: 1, drop: "before" });
    expect(await bench.apply(change(bench, "link-of-guests"))).toMatchObject({ state: "done" });
    expect(await open_(bench)).toEqual([]);
  });

  it("is refused for a token that may not, with the vendor's reason", async () => {
    const bench = await open();
    await bench.elsewhere({ op: "configure", settings: { readOnly: true } });
    expect(await bench.apply(change(bench))).toMatchObject({ state: "failed", code: "VENDOR_FORBIDDEN" });
    expect(await known(bench)).toHaveLength(2);
  });

  it("is not revived by a reading that began before it", async () => {
    const bench = await open();
    await vendors
      .control()
      .setFaults(bench.token, [
        { route: "gitbook GET /orgs/:org/link-invites", times: 1, latencyMs: 400, applied: true },
      ]);
    const reading = readDoors(bench.connectionId, { isFresh: true });
    expect(await bench.apply(change(bench))).toMatchObject({ state: "done" });
    await reading;
    expect(await known(bench)).toEqual(["link-of-guests"]);
  });

  it("does not exist where the vendor has no such doors", async () => {
    const bench = await vendors.open("paperspace");
    const plan = await planChanges(bench.viewer, [change(bench)]);
    expect(plan.changes[0]?.refusal).toMatchObject({ code: "NOT_SUPPORTED" });
  });
});
