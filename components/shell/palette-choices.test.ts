import { describe, expect, it } from "vitest";
import { choiceGroups } from "#components/shell/palette-choices.ts";
import { BUILT_IN } from "#lib/directory/views/constants.ts";

describe("choiceGroups", () => {
  it("offers the pages that match, whatever the case", () => {
    const groups = choiceGroups("SEC", undefined);
    expect(groups).toHaveLength(1);
    expect(groups[0]?.choices.map((choice) => choice.href)).toEqual(["/secrets"]);
  });
  it("offers views, which lead to their page with its filter", () => {
    const [group] = choiceGroups("idle", undefined, BUILT_IN);
    expect(group).toMatchObject({
      title: "Views",
      choices: [{ label: "Idle admins", context: "People", href: "/people?role=managing&inactive=90" }],
    });
  });
  it("encodes what strangers wrote into addresses", () => {
    const groups = choiceGroups("zzz", {
      teams: [{ id: "a/../b", label: "T", vendor: "gitbook", belongsTo: "Org" }],
      people: [{ id: "p/1", label: "N" }],
      secrets: [],
    });
    expect(groups.flatMap((group) => group.choices.map((choice) => choice.href))).toEqual([
      "/teams/a%2F..%2Fb/members",
      "/people/p%2F1",
    ]);
  });
});
