import { box, button, choice, dialog } from "../../e2e/steps.ts";
import { TEAMS } from "./plot.ts";
import { opens, planned, pressEmpty, type Shot, selected, teamPage } from "./shot.ts";

const onlyMembers = teamPage(TEAMS.paperspace, "/members?role=member");
const temporary = teamPage(TEAMS.paperspace, "/members?temporary=yes");

/** Dialogs of what waits for a time, of ends and of reviews. */
export const TIME_DIALOGS: readonly Shot[] = [
  {
    name: "review-at",
    at: onlyMembers,
    open: async (page) => {
      await selected(2, "Remove")(page);
      await planned(page);
      await button(dialog(page, "Review changes"), "At…").click();
      await dialog(page, "Review changes").getByLabel("Time zone").waitFor();
    },
  },
  {
    name: "review-at-wrong",
    at: onlyMembers,
    open: async (page) => {
      await selected(2, "Remove")(page);
      await planned(page);
      const plan = dialog(page, "Review changes");
      await button(plan, "At…").click();
      await plan.getByLabel("Time zone").fill("Mars/Olympus");
      await button(plan, "Schedule 2 changes").click();
    },
  },
  { name: "coming-up-move", at: "/activity/coming-up", open: opens("Change time of Remove") },
  { name: "coming-up-cancel", at: "/activity/coming-up", open: opens("Cancel Remove") },
  {
    name: "coming-up-run",
    at: "/activity/coming-up",
    open: async (page) => {
      await opens("Run Remove")(page);
      await page.getByRole("dialog").getByRole("list", { name: "Plan" }).waitFor();
    },
  },
  { name: "coming-up-calendar", at: "/activity/coming-up", open: opens("Calendar") },
  { name: "admin-until", at: onlyMembers, open: opens("Make .* admin until") },
  {
    name: "admin-until-date",
    at: onlyMembers,
    open: async (page) => {
      await opens("Make .* admin until")(page);
      await page.getByRole("dialog").getByRole("radio", { name: "Date", exact: true }).check();
    },
  },
  { name: "end-change", at: temporary, open: opens("Change the end of ") },
  { name: "role-until", at: onlyMembers, open: selected(3, "Change role") },
  { name: "review-new", at: "/reviews", open: opens("New review") },
  { name: "review-new-wrong", at: "/reviews", open: pressEmpty("New review", "Begin review") },
  {
    name: "review-new-teams",
    at: "/reviews",
    open: async (page) => {
      await opens("New review")(page);
      const form = dialog(page, "New review");
      await form.getByRole("radio", { name: "Teams", exact: true }).check();
      await box(form, "Find a team").fill(TEAMS.small);
      await form.getByRole("checkbox", { name: TEAMS.small }).check();
      await choice(form, `Reviewer of ${TEAMS.small}`).waitFor();
    },
  },
  { name: "review-remove", at: ({ review }) => review, open: opens("Remove ") },
  { name: "review-change", at: ({ review }) => review, open: opens("Change role of ") },
  { name: "review-selection", at: ({ review }) => review, open: selected(3) },
  { name: "review-close", at: ({ review }) => review, open: opens("Close review") },
  {
    name: "review-progress",
    at: ({ review }) => review,
    open: (page) => page.getByText(/^\d+ reviewers?$/).click(),
  },
  {
    name: "webhook-formats",
    at: "/settings/webhooks",
    open: async (page) => {
      await opens("Add webhook")(page);
      await choice(page.getByRole("dialog"), "Format").selectOption({ index: 1 });
    },
  },
];
