import { describe, expect, it } from "vitest";
import { type Chooser, choiceGroups, wantedOf } from "#components/shell/palette-choices.ts";
import { BUILT_IN } from "#lib/directory/views/constants.ts";
import type { SearchResults } from "#lib/insight/search/schema.ts";

const ADMIN: Chooser = { role: "admin", isLimited: false };
const VIEWER: Chooser = { role: "viewer", isLimited: false };
const labels = (query: string, found: SearchResults | undefined, chooser: Chooser) =>
  choiceGroups(query, found, chooser).flatMap((group) =>
    group.choices.map(({ label, context, href }) => [label, context, href]),
  );
const FOUND: SearchResults = {
  teams: [],
  people: [
    { id: "p1", label: "Ana Ruiz", email: "ana@halden.example" },
    { id: "p2", label: "Noor Haddad", email: "noor@halden.example" },
    { id: "p3", label: "Noor Haddad", mark: "u7 on GitBook" },
  ],
  secrets: [{ name: "WANDB_API_KEY", label: "WANDB_API_KEY", teamId: "t1", teamName: "ML" }],
};

describe("choiceGroups", () => {
  it("offers the pages that match, whatever the case", () => {
    const groups = choiceGroups("SECRETS", undefined, VIEWER);
    expect(groups).toHaveLength(1);
    expect(groups[0]?.choices.map((choice) => choice.href)).toEqual(["/secrets"]);
  });
  it("offers views, which lead to their page with its filter", () => {
    const [group] = choiceGroups("idle", undefined, VIEWER, BUILT_IN);
    expect(group).toMatchObject({
      title: "Views",
      choices: [{ label: "Idle admins", context: "People", href: "/people?role=managing&inactive=90" }],
    });
  });
  it("encodes what strangers wrote into addresses", () => {
    const groups = choiceGroups(
      "zzz",
      {
        teams: [{ id: "a/../b", label: "T", vendor: "gitbook", belongsTo: "Org" }],
        people: [{ id: "p/1", label: "N" }],
        secrets: [],
      },
      VIEWER,
    );
    expect(groups.flatMap((group) => group.choices.map((choice) => choice.href))).toEqual([
      "/teams/a%2F..%2Fb/members",
      "/people/p%2F1",
    ]);
  });
  it("offers actions and pages to who may alone", () => {
    expect(labels("new team", undefined, ADMIN)).toEqual([["New team", "Teams", "/teams?do=new"]]);
    expect(labels("new team", undefined, VIEWER)).toEqual([]);
    expect(labels("add conn", undefined, ADMIN)).toHaveLength(1);
    expect(labels("add conn", undefined, { role: "admin", isLimited: true })).toEqual([]);
    expect(labels("approvals", undefined, ADMIN)).toEqual([["Approvals", "", "/approvals"]]);
    expect(labels("approvals", undefined, VIEWER)).toEqual([]);
    expect(labels("users", undefined, VIEWER)).toEqual([]);
    expect(labels("offb", undefined, ADMIN)).toEqual([["Offboard somebody…", "then a name", ""]]);
  });
  it("does what a verb before a name says, by a link that opens a dialog", () => {
    expect(wantedOf("off ana")).toBe("ana");
    expect(wantedOf("Offboard  Ana Ruiz ")).toBe("Ana Ruiz");
    expect(wantedOf("office")).toBe("office");
    expect(wantedOf("of ana")).toBe("of ana");
    expect(labels("offboard ana", { ...FOUND, people: FOUND.people.slice(0, 1) }, ADMIN)).toEqual([
      ["Offboard Ana Ruiz", "", "/people/p1?do=offboard"],
    ]);
    expect(labels("rotate wandb", FOUND, ADMIN)).toEqual([
      ["Rotate WANDB_API_KEY", "ML", "/teams/t1/secrets/WANDB_API_KEY?do=rotate"],
    ]);
    expect(labels("offboard ana", FOUND, VIEWER).map(([label]) => label)).not.toContain("Offboard Ana Ruiz");
  });
  it("gives the e-mail where two share a name, and where it is what was searched for", () => {
    const contexts = (query: string) =>
      choiceGroups(query, FOUND, ADMIN)
        .find(({ title }) => title === "People")
        ?.choices.map(({ context }) => context);
    expect(contexts("a")).toEqual(["", "noor@halden.example", "u7 on GitBook"]);
    expect(contexts("ana@")).toEqual(["ana@halden.example", "noor@halden.example", "u7 on GitBook"]);
  });
});
