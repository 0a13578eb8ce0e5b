import { beforeAll, describe, expect, it } from "vitest";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { addUser } from "#lib/changes/changes.testing.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { BUILT_IN } from "#lib/directory/views/constants.ts";
import { listViews } from "#lib/directory/views/data.ts";
import { changeView, deleteView, saveView } from "#lib/directory/views/mutations.ts";
import { viewQuery } from "#lib/directory/views/pages.ts";
import { saveViewSchema } from "#lib/directory/views/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam } from "#lib/store/db/rows.testing.ts";

const view = (name: string, isShared = false, query = "role=admin") => ({
  page: "people" as const,
  ...{ name, query, isShared },
});
const namesOf = async (viewer: Viewer): Promise<string[]> =>
  (await seeingAs(viewer, () => listViews(viewer))).filter(({ id }) => id).map(({ name }) => name);

describeEachStore("saved views", () => {
  let ada: Viewer;
  let bo: Viewer;
  let boss: Viewer;
  beforeAll(async () => {
    [ada, bo, boss] = [await addUser("operator"), await addUser("viewer"), await addUser("admin")];
    await insertTestConnection("c1", { vendor: "paperspace" });
    await insertTestConnection("c2", { vendor: "paperspace" });
    await insertTestTeam("mine", "c1", { name: "Mine", vendor: "paperspace" });
    await insertTestTeam("theirs", "c2", { name: "Theirs", vendor: "paperspace" });
  });

  it("are one's own until they are shared, and then everybody's to look at", async () => {
    await saveView(ada, view("Ada alone"));
    const shared = await saveView(ada, view("Ada's admins", true));
    expect(await namesOf(ada)).toEqual(["Ada alone", "Ada's admins"]);
    expect(await namesOf(bo)).toEqual(["Ada's admins"]);
    const [seen] = (await listViews(bo)).filter(({ id }) => id === shared);
    expect(seen).toMatchObject({ mayChange: false, mayDelete: false, by: ada.name, isShared: true });
    await expect(changeView(bo, { id: shared, name: "Bo's", isShared: true })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(deleteView(bo, shared)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await changeView(ada, { id: shared, name: "Admins", isShared: false });
    expect(await namesOf(bo)).toEqual([]);
    await changeView(ada, { id: shared, name: "Admins", isShared: true });
    await deleteView(boss, shared);
    expect(await namesOf(ada)).toEqual(["Ada alone"]);
  });

  it("of somebody else, that are not shared, nobody deletes", async () => {
    const id = await saveView(ada, view("Ada's secret"));
    await expect(deleteView(boss, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await deleteView(ada, id);
  });

  it("are not shared by who may not, have one name each, and are one where they are sent twice", async () => {
    await expect(saveView(bo, view("For all", true))).rejects.toMatchObject({ code: "FORBIDDEN" });
    const id = await saveView(bo, view("Bo's own"), "one-id");
    expect(await saveView(bo, view("Bo's own"), "one-id")).toBe(id);
    await expect(saveView(bo, view("BO'S OWN"))).rejects.toMatchObject({
      fields: { name: ["You have a view of this name already"] },
    });
    await expect(changeView(bo, { id, name: "Bo's own", isShared: true })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("say nothing of a team to who may not see it", async () => {
    await saveView(boss, view("The Theirs team", true, "team=theirs"));
    await saveView(boss, view("The Mine team", true, "team=mine"));
    await saveView(boss, view("All idle", true, "inactive=90"));
    const scope = { connections: ["c1"], partial: [], teams: [], organizations: [] };
    expect(await namesOf({ ...bo, scope })).toEqual(["All idle", "Bo's own", "The Mine team"]);
    const none = { connections: [], partial: [], teams: [], organizations: [] };
    expect(await namesOf({ ...bo, scope: none })).toEqual(["All idle", "Bo's own"]);
  });

  it("go with whose they are", async () => {
    const gone = await addUser("operator");
    await saveView(gone, view("Gone soon", true, "inactive=30"));
    await db().deleteFrom("users").where("id", "=", gone.userId).execute();
    expect(await namesOf(boss)).not.toContain("Gone soon");
  });
});

describe("a view's filter", () => {
  it("is what the page knows of a query", () => {
    expect(viewQuery("people", "?role=managing&evil=1&inactive=soon&sort=email")).toBe(
      "role=managing&sort=email",
    );
    expect(viewQuery("secrets", "due=overdue&sort=age&dir=desc")).toBe("due=overdue");
    expect(saveViewSchema.safeParse(view("Nothing", false, "sort=name")).success).toBe(false);
    expect(saveViewSchema.safeParse(view("  ", false)).success).toBe(false);
  });
  it("stands as it is in those that come with Rollcall", () => {
    for (const { page, query } of BUILT_IN) expect(viewQuery(page, query)).toBe(query);
  });
});
