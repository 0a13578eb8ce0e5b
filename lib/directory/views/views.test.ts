import { beforeAll, describe, expect, it } from "vitest";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { addUser } from "#lib/changes/changes.testing.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { writeMembers } from "#lib/directory/members/mutations.ts";
import { personIdOf } from "#lib/directory/people/data.ts";
import { erasePerson } from "#lib/directory/people/erase-person.ts";
import { BUILT_IN } from "#lib/directory/views/constants.ts";
import { listViews } from "#lib/directory/views/data.ts";
import { changeView, deleteView, saveView } from "#lib/directory/views/mutations.ts";
import { viewQuery } from "#lib/directory/views/pages.ts";
import { saveViewSchema } from "#lib/directory/views/schema.ts";
import { eraseUser } from "#lib/store/audit/erase-user.ts";
import { db, transact } from "#lib/store/db/connection.ts";
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

  it("put a refusal on record, also of sharing one that was made before", async () => {
    const cy = await addUser("viewer");
    const id = await saveView(cy, view("Cy's own"));
    await expect(changeView(cy, { id, name: "Cy's own", isShared: true })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const refused = db().selectFrom("events").select("id").where("action", "=", "access.refused");
    expect(await refused.where("actor", "=", cy.userId).execute()).toHaveLength(1);
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

  it("say nothing that somebody looked for to who is limited", async () => {
    await saveView(boss, view("Falcon", true, "q=Project+Falcon&role=admin"));
    await saveView(boss, { ...view("Of one", true, "managedBy=u-theirs"), page: "teams" });
    expect(await namesOf(bo)).toEqual(expect.arrayContaining(["Falcon", "Of one"]));
    const scope = { connections: ["c1"], partial: [], teams: [], organizations: [] };
    const seen = await namesOf({ ...bo, scope });
    expect(seen).not.toContain("Falcon");
    expect(seen).not.toContain("Of one");
  });

  it("of others are not deleted by an admin who is limited", async () => {
    const id = await saveView(ada, view("Stays shared", true, "inactive=60"));
    const scope = { connections: ["c1"], partial: [], teams: [], organizations: [] };
    await expect(deleteView({ ...boss, scope }, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await deleteView(boss, id);
  });

  it("are erased with whoever made them, with what the log says of their names", async () => {
    const maker = await addUser("operator");
    await saveView(maker, view("Ida Jensen's admins", true, "q=Ida+Jensen"));
    await db()
      .updateTable("users")
      .set({ disabled_at: new Date().toISOString() })
      .where("id", "=", maker.userId)
      .execute();
    await eraseUser(maker.userId, "system");
    expect(await namesOf(boss)).not.toContain("Ida Jensen's admins");
    const left = await db().selectFrom("events").selectAll().where("actor", "=", maker.userId).execute();
    expect(left.length).toBeGreaterThan(0);
    expect(JSON.stringify(left)).not.toContain("Ida Jensen");
  });

  it("are erased with the person whom they name or look for, and nobody else's are", async () => {
    await transact((tx) =>
      writeMembers(
        tx,
        { id: "mine", connectionId: "c1", vendor: "paperspace" },
        [
          {
            userId: "p-kai",
            name: "Kai Moreau",
            email: "kai@halden.example",
            role: "admin",
            status: "active",
          },
        ],
        { touchedAt: new Date().toISOString() },
      ),
    );
    const personId = (await personIdOf({ teamId: "mine", userId: "p-kai" })) ?? "";
    await saveView(ada, view("Kai Moreau and others", true, "role=owner"));
    await saveView(ada, view("Whoever it was", false, "q=kai%40halden.example"));
    await erasePerson(personId, "system");
    const left = await namesOf(ada);
    expect(left).toContain("Ada alone");
    expect(left).not.toContain("Whoever it was");
    expect(left).not.toContain("Kai Moreau and others");
    const events = await db().selectFrom("events").selectAll().where("action", "=", "view.share").execute();
    expect(JSON.stringify(events)).not.toMatch(/kai moreau/i);
    expect(JSON.stringify(events)).toContain("All idle");
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
