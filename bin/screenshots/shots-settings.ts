import { box, button, dialog } from "../../e2e/steps.ts";
import { TEAMS } from "./plot.ts";
import { bar, cutOff, opens, planned, press, pressEmpty, type Shot, selected, teamPage } from "./shot.ts";

const secrets = teamPage(TEAMS.other, "/secrets");

/** Dialogs, menus, bars and refusals of the secrets, the batches, the settings and the sign-in. */
export const SETTINGS_DIALOGS: readonly Shot[] = [
  // Secrets
  { name: "secret-new", at: secrets, open: opens("New secret") },
  { name: "secret-new-wrong", at: secrets, open: pressEmpty("New secret", "Create secret") },
  { name: "secret-rotate", at: secrets, open: opens("Rotate ") },
  { name: "secret-rotate-in-use", at: "/secrets?use=in-use", open: opens("Rotate ") },
  { name: "secret-delete", at: secrets, open: opens("Delete ") },
  { name: "secret-selection", at: "/secrets", open: selected(3) },
  { name: "secret-rotation", at: "/secrets", open: selected(3, "Rotate") },
  {
    name: "secret-rotation-review",
    at: "/secrets",
    open: async (page) => {
      await selected(3, "Rotate")(page);
      await button(page.getByRole("dialog"), "Review plan").click();
      await planned(page);
    },
  },
  {
    name: "secret-rotation-one-value",
    at: "/secrets",
    open: async (page) => {
      await selected(3, "Rotate")(page);
      await page.getByRole("radio", { name: "One value for all" }).check();
      await button(page.getByRole("dialog"), "Review plan").click();
    },
  },
  {
    name: "secret-deletion-review",
    at: "/secrets",
    open: async (page) => {
      await selected(3)(page);
      await button(bar(page), "Delete").click();
      await planned(page);
    },
  },
  { name: "secret-import", at: "/secrets", open: opens("Import .env") },
  {
    name: "secret-import-preview",
    at: "/secrets",
    open: async (page) => {
      await opens("Import .env")(page);
      const form = dialog(page, "Import .env");
      await box(form, "Contents").fill("MADE=one\nHF_TOKEN=two\nHF_TOKEN=three\n1BAD=four\nno equals here");
      await form.getByRole("checkbox", { name: TEAMS.paperspace }).check();
      await button(form, "Preview").click();
      await dialog(page, "Preview").waitFor();
    },
  },

  // Batches and approvals
  {
    name: "batch-undo",
    at: ({ batch }) => batch,
    open: async (page) => {
      await opens("Undo")(page);
      await planned(page);
    },
  },
  { name: "approval-refuse", at: "/approvals", open: opens("Refuse ") },
  { name: "approval-refuse-wrong", at: "/approvals", open: pressEmpty("Refuse ", "Refuse request") },
  { name: "offboarding-rotate", at: ({ offboarding }) => offboarding, open: opens("Rotate \\d+ secret") },

  // Settings
  { name: "connection-add", at: "/settings/connections", open: opens("Add connection") },
  {
    name: "connection-add-refused",
    at: "/settings/connections",
    open: async (page) => {
      await opens("Add connection")(page);
      await box(page, "API token").fill("wrong-token");
      await button(page, "Check token").click();
      await page.getByRole("alert").filter({ hasText: "refused" }).last().waitFor();
    },
  },
  {
    name: "connection-add-checked",
    at: "/settings/connections",
    open: async (page) => {
      await opens("Add connection")(page);
      await page.getByRole("radio", { name: "GitBook", exact: true }).check();
      await box(page, "API token").fill("sandbox-gitbook-docs");
      await button(page, "Check token").click();
      await box(page, "Label").waitFor();
    },
  },
  { name: "connection-relabel", at: "/settings/connections", open: press("Relabel ") },
  { name: "connection-replace", at: "/settings/connections", open: opens("Replace token of ") },
  { name: "connection-delete", at: "/settings/connections", open: opens("Delete ") },
  { name: "policy-new", at: "/settings/policies", open: opens("New policy") },
  { name: "policy-new-wrong", at: "/settings/policies", open: pressEmpty("New policy", "Add policy") },
  { name: "policy-edit", at: "/settings/policies", open: opens("Edit Policy for") },
  { name: "policy-delete", at: "/settings/policies", open: opens("Delete Policy for") },
  { name: "webhook-add", at: "/settings/webhooks", open: opens("Add webhook") },
  { name: "webhook-add-wrong", at: "/settings/webhooks", open: pressEmpty("Add webhook", "Add webhook") },
  { name: "webhook-edit", at: "/settings/webhooks", open: opens("Edit Ops") },
  { name: "webhook-delete", at: "/settings/webhooks", open: opens("Delete Ops") },
  { name: "user-invite", at: "/settings/users", open: opens("Invite user") },
  {
    name: "user-invite-limit",
    at: "/settings/users",
    open: async (page) => {
      await opens("Invite user")(page);
      await page.getByRole("button", { name: "Limit to…" }).click();
      await page.getByRole("checkbox", { name: "All of Halden Docs" }).waitFor();
    },
  },
  { name: "user-invite-wrong", at: "/settings/users", open: pressEmpty("Invite user", "Create invite link") },
  { name: "user-limit", at: "/settings/users", open: opens("Limit Robin") },
  { name: "user-erase", at: "/settings/users", open: opens("Erase personal data of Dana") },
  { name: "sessions-end", at: "/settings/users/sessions", open: opens("End everybody's sessions") },
  { name: "audit-compare", at: "/settings/audit", open: opens("Compare checkpoint") },
  { name: "audit-compare-wrong", at: "/settings/audit", open: pressEmpty("Compare checkpoint", "Compare") },
  { name: "profile-password-wrong", at: "/settings/profile", open: press("Change password") },
  { name: "profile-two-factor", at: "/settings/profile", open: opens("Set up two-factor") },

  // A refusal, a loss and the sign-in
  {
    name: "connection-cut-off",
    at: "/settings/connections",
    open: async (page) => {
      await cutOff(page);
      await press("Check ")(page);
      await page.getByRole("alert").first().waitFor();
    },
  },
  {
    name: "step-up",
    at: "/settings/webhooks",
    as: "empty",
    open: async (page) => {
      await opens("Add webhook")(page);
      await box(page, "URL").fill("https://hooks.halden.example/rollcall");
      await box(page, "Label").fill("Ops");
      await button(dialog(page, "Add webhook"), "Add webhook").click();
      await dialog(page, "Confirm it's you").waitFor();
    },
  },
  { name: "sign-in-wrong", at: "/sign-in", as: "visitor", open: press("Sign in") },
  { name: "join-wrong", at: ({ join }) => join, as: "visitor", open: press("Join") },
  { name: "set-up-wrong", at: "/setup", as: "first", open: press("Create admin") },
  { name: "two-factor-set-up", at: "/two-factor", as: "strict", open: press("Set up two-factor") },
];
