import { expect, it } from "vitest";
import { batchName } from "#lib/changes/journal/batch-name.ts";
import type { ChangeKindName } from "#lib/core/change-names.ts";

const line = (
  subject: string,
  teamName: string,
  more: { email?: string; skip?: string; kind?: ChangeKindName; after?: string } = {},
) => ({
  kind: "member.setRole" as ChangeKindName,
  title: `Make ${subject} an admin`,
  subject,
  teamName,
  ...more,
});

it("counts people, not lines: seven changes on five people are not seven people", () => {
  const changes = [
    line("Noor", "Perception", { email: "noor@halden.example" }),
    line("Noor", "Planning", { email: "Noor@halden.example" }),
    line("Mei", "Perception"),
    line("Mei", "Planning"),
    ...["Ivo", "Ruth", "Ottilie"].map((name) => line(name, "Perception")),
  ];
  expect(batchName(changes)).toBe("Change the role of 5 people (7 changes)");
  expect(batchName(changes.slice(0, 2))).toBe("Change the role of 1 person (2 changes)");
  expect(batchName(changes.slice(3))).toBe("Change the role of 4 people");
});

it("says where, once for all, and leaves out what is so already", () => {
  const [noor, mei] = [line("Noor", "Perception"), line("Mei", "Perception")];
  expect(batchName([noor, mei, line("Ivo", "Planning", { skip: "Already an admin" })])).toBe(
    "Change the role of 2 people in Perception",
  );
  const twins = ["a@halden.example", "b@halden.example"].map((email) =>
    line("Noor", "Perception", { email }),
  );
  expect(batchName(twins)).toBe("Change the role of 2 people in Perception");
  expect(batchName([noor])).toBe("Make Noor an admin");
  expect(batchName([noor, line("KEY", "Perception", { kind: "secret.rotate" })])).toBe("2 changes");
});

it("says what changes in teams and in the organization have in common", () => {
  const demoted = ["Noor", "Mei"].flatMap((name) => [
    line(name, "Perception", { after: "Member" }),
    line(name, "Halden", { kind: "org.setRole", after: "Member" }),
  ]);
  expect(batchName(demoted)).toBe("Make 2 people members (4 changes)");
  expect(batchName(demoted.slice(0, 2))).toBe("Make 1 person a member (2 changes)");
  expect(batchName(demoted.slice(1, 3))).toBe("Make 2 people members");
  const roles = [...demoted, line("Ivo", "Halden", { kind: "org.setRole", after: "Admin" })];
  expect(batchName(roles)).toBe("Change the role of 3 people (5 changes)");
  const gone = (["member.remove", "org.removeMember"] as const).map((kind) =>
    line("Noor", "Halden", { kind }),
  );
  expect(batchName(gone)).toBe("Remove 1 person (2 changes)");
  expect(batchName([...gone, line("Mei", "Halden", { kind: "org.invite" })])).toBe("3 changes to 2 people");
});
