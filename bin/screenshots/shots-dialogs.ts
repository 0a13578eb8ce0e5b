import { box, button, choice, dialog } from "../../e2e/steps.ts";
import { TEAMS } from "./plot.ts";
import { bar, cutOff, opens, planned, press, pressEmpty, type Shot, selected, teamPage } from "./shot.ts";

const PALETTE = "Search or jump to…";
const members = teamPage(TEAMS.paperspace, "/members");
const onlyMembers = teamPage(TEAMS.paperspace, "/members?role=member");
const docs = teamPage(TEAMS.gitbook, "/members?role=member");

/** Dialogs, menus, bars and refusals of the shell, the teams and the people. */
export const DIALOGS: readonly Shot[] = [
  // The shell
  {
    name: "palette",
    at: "/teams",
    open: async (page) => {
      await page.keyboard.press("Control+k");
      await dialog(page, PALETTE).waitFor();
    },
  },
  {
    name: "palette-found",
    at: "/teams",
    open: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: PALETTE }).fill("hand");
      await page.getByRole("option").filter({ hasText: "Handbook" }).first().waitFor();
    },
  },
  {
    name: "palette-nothing",
    at: "/teams",
    open: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: PALETTE }).fill("zzz nothing zzz");
      await page.getByText("Nothing found.").waitFor();
    },
  },
  {
    name: "shortcuts",
    at: "/teams",
    open: async (page) => {
      await page.keyboard.press("?");
      await dialog(page, "Keyboard shortcuts").waitFor();
    },
  },
  {
    name: "account-menu",
    at: "/teams",
    open: async (page) => {
      await button(page, "Account").click();
      await page.getByRole("group", { name: "Account" }).waitFor();
    },
  },
  { name: "skip-link", at: "/teams", open: (page) => page.keyboard.press("Tab") },
  {
    name: "toast-failed",
    at: "/settings/policies",
    open: async (page) => {
      await button(page, "Account").click();
      await cutOff(page);
      await button(page, "Sign out").click();
      await page.getByText("Could not sign out").waitFor();
    },
  },

  // Teams
  { name: "team-new", at: "/teams", open: opens("New team") },
  { name: "team-new-wrong", at: "/teams", open: pressEmpty("New team", "Create team") },
  { name: "team-rename", at: "/teams?vendor=gitbook", open: press("Rename ") },
  { name: "team-delete", at: "/teams?vendor=gitbook", open: opens("Delete ") },
  { name: "team-delete-wrong", at: "/teams?vendor=gitbook", open: pressEmpty("Delete ", "Delete team") },

  // Members
  { name: "member-details", at: members, open: press("Details of ") },
  { name: "member-remove", at: onlyMembers, open: opens("Remove ") },
  { name: "member-remove-gitbook", at: docs, open: opens("Remove ") },
  { name: "member-invite", at: members, open: opens("Invite") },
  { name: "member-add", at: docs, open: opens("Add members") },
  {
    name: "member-add-wrong",
    at: docs,
    open: async (page) => {
      await opens("Add members")(page);
      const form = dialog(page, /^Add members/);
      await box(form, "Emails or user IDs").fill("somebody@outside.example\nnot an address@");
      await button(form, "Add").click();
      await form.getByRole("listitem").first().waitFor();
    },
  },
  {
    name: "member-role-approval",
    at: onlyMembers,
    open: (page) =>
      page
        .getByRole("combobox", { name: /^Role of / })
        .nth(2)
        .selectOption({ index: 0 }),
  },
  {
    name: "member-role-cut-off",
    at: docs,
    open: async (page) => {
      await cutOff(page);
      await page
        .getByRole("combobox", { name: /^Role of / })
        .nth(2)
        .selectOption({ index: 0 });
      await page.getByRole("alert").first().waitFor();
    },
  },
  {
    name: "invite-links",
    at: teamPage(TEAMS.organization, "/members"),
    open: opens("\\d+ open invite link"),
  },
  { name: "selection", at: members, open: selected(3) },
  { name: "selection-change-role", at: members, open: selected(3, "Change role") },
  { name: "selection-add-to-team", at: members, open: selected(3, "Add to team") },
  {
    name: "selection-review",
    at: onlyMembers,
    open: async (page) => {
      await selected(4, "Change role")(page);
      const form = dialog(page, "Change role");
      await choice(form, "Role").selectOption("Admin");
      await button(form, "Review plan").click();
      await planned(page);
    },
  },
  {
    name: "selection-review-many",
    at: docs,
    open: async (page) => {
      await selected(1)(page);
      await bar(page)
        .getByRole("button", { name: /^Select all / })
        .click();
      await button(bar(page), "Remove").click();
      await planned(page);
    },
  },

  // People
  {
    name: "people-by-team",
    at: "/people",
    open: async (page) => {
      await choice(page, "Filter by team").click();
      await page.getByRole("listbox").getByRole("option").nth(2).waitFor();
    },
    widths: [1280],
  },
  { name: "people-columns", at: "/people", open: opens("Team columns"), widths: [1280] },
  {
    name: "people-save-view",
    at: "/people?role=managing&inactive=90",
    open: opens("Save view"),
    widths: [1280],
  },
  { name: "people-selection", at: "/people?in=both", open: selected(3) },
  { name: "people-find", at: "/people", open: opens("Find a list"), widths: [1280] },
  {
    name: "people-found",
    widths: [1280],
    at: "/people",
    open: async (page) => {
      await opens("Find a list")(page);
      const form = dialog(page, "Find a list");
      await box(form, "Emails or user IDs").fill(
        "priya.raghunathan@contractor.example\nnobody@nowhere.example",
      );
      await button(form, "Find").click();
      await form.getByRole("list", { name: "Not found", exact: true }).waitFor();
    },
  },
  { name: "people-invite", at: "/people", open: opens("Invite people") },
  {
    name: "people-invite-checked",
    at: "/people",
    open: async (page) => {
      await opens("Invite people")(page);
      const form = dialog(page, "Invite people");
      await box(form, "People").fill(
        "Ruth <ruth.example@halden.example>\nnot an address@\nmei@elsewhere.example",
      );
      await box(form, "Find a team").fill(TEAMS.gitbook);
      await form.getByRole("checkbox", { name: new RegExp(`${TEAMS.gitbook}$`) }).check();
      await button(form, "Check").click();
      await form.getByRole("list", { name: "Findings" }).waitFor();
    },
  },
  { name: "people-import", at: "/people", open: opens("Import roster") },
  {
    name: "people-import-checked",
    at: "/people",
    open: async (page) => {
      await opens("Import roster")(page);
      const form = dialog(page, "Import roster");
      const lines = [
        "E-Mail;Team;Role",
        `ruth@halden.example;${TEAMS.gitbook};Member`,
        "mei@halden.example;Nowhere;Boss",
      ];
      await box(form, "Roster").fill(lines.join("\n"));
      await button(form, "Check").click();
      await form.getByRole("list", { name: "Findings" }).waitFor();
    },
  },
  {
    name: "person-link",
    at: ({ person }) => person,
    open: async (page) => {
      await button(page, "More actions").click();
      await opens("Link another person")(page);
    },
  },
  { name: "person-offboard", at: ({ person }) => person, open: opens("Offboard") },
  {
    name: "person-offboard-review",
    at: ({ person }) => person,
    open: async (page) => {
      await opens("Offboard")(page);
      const form = page.getByRole("dialog");
      for (const owned of await form.getByRole("combobox", { name: /^Hand over/ }).all())
        await owned.selectOption({ index: 1 });
      await button(form, "Review plan").click();
      await planned(page);
    },
  },
  { name: "person-remove", at: ({ person }) => person, open: opens("Remove ") },
];
