import { describe, expect, it } from "vitest";
import { told } from "#lib/directory/activity/told.ts";

const TITLE = "Make Ana Ruiz an admin of ML platform";

describe("told", () => {
  it.each([
    ["done", "Made Ana Ruiz an admin of ML platform"],
    ["failed", "Could not make Ana Ruiz an admin of ML platform"],
    ["skipped", "Did not make Ana Ruiz an admin of ML platform"],
    ["cancelled", "Did not make Ana Ruiz an admin of ML platform"],
    ["unknown", "Tried to make Ana Ruiz an admin of ML platform"],
    ["running", "Began to make Ana Ruiz an admin of ML platform"],
  ] as const)("%s", (outcome, words) => {
    expect(told(TITLE, outcome)).toBe(words);
  });
  it("does not claim what the vendor only asked its admins for", () => {
    expect(told("Remove Ana from Docs", "done", true)).toBe(
      "Asked the vendor's admins to remove Ana from Docs",
    );
  });
  it("tells all that an invitation did, whatever the people are called", () => {
    expect(told("Invite Make, and add to Add to Acme as a guest, and add to Docs as a member", "done")).toBe(
      "Invited Make, and add to Add to Acme as a guest, and added to Docs as a member",
    );
    expect(told("Add Add Ons to Docs as a member", "done")).toBe("Added Add Ons to Docs as a member");
  });
  it("leaves a sentence of another form as it is", () => {
    expect(told("A change that named somebody", "done")).toBe("A change that named somebody");
    expect(told("Makeshift stays Admin of Acme", "failed")).toBe("Makeshift stays Admin of Acme");
  });
});
