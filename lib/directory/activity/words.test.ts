import { expect, it } from "vitest";
import { PERMISSIONS } from "#lib/core/permissions.ts";
import { eventWords } from "#lib/directory/activity/words.ts";

const said = (action: string, facts: Record<string, unknown>): string =>
  eventWords({ action, facts, personal: {} })
    .map(({ text }) => text)
    .join("");

it("says no permission by its name, whatever was refused", () => {
  for (const permission of Object.keys(PERMISSIONS))
    expect(said("access.refused", { permission })).toMatch(/^Was not allowed to [a-z][^.]*$/);
  expect(said("access.refused", { permission: "user.read" })).toBe("Was not allowed to look at the users");
  expect(said("access.refused", { permission: "made.up", times: 3 })).toBe(
    "Was not allowed to do something, 3 more times",
  );
});

it("says rules of approval in words", () => {
  expect(
    said("approval.setRules", {
      after: ["member.remove above 0", "member.setRole above 5", "made.up above 1"],
    }),
  ).toBe(
    "Set what needs approval: removing people from a team, changing a role in a team (more than 5 at once), other changes",
  );
  expect(said("approval.setRules", { after: [] })).toBe("Set that nothing needs approval");
});
