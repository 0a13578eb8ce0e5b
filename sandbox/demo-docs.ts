import type { Who } from "./demo-data.ts";

interface DemoDocsTeam {
  title: string;
  members: number;
  /** People of the cast who are in it. */
  cast: readonly Who[];
  owners?: readonly Who[];
  viewOnly?: boolean;
}

/** The teams of Halden Docs. "Handbook" has nearly everybody. */
export const DOCS_TEAMS: readonly DemoDocsTeam[] = [
  {
    title: "API reference",
    members: 48,
    cast: ["ingrid", "amina", "chiara", "noam", "katerina", "noor", "robert", "hueseyin"],
    owners: ["amina"],
  },
  { title: "Customer onboarding", members: 31, cast: ["maximiliana"] },
  { title: "Field service manuals", members: 126, cast: ["faris", "zoe"] },
  { title: "Firmware release notes", members: 22, cast: ["juergen"] },
  {
    title: "Handbook",
    members: 1204,
    owners: ["ingrid", "noor"],
    cast: [
      "ingrid",
      "amara",
      "amina",
      "bartholomew",
      "chiara",
      "daniel",
      "thao",
      "faris",
      "gwendolyn",
      "noam",
      "juergen",
      "katerina",
      "loukia",
      "lukasz",
      "maximiliana",
      "noor",
      "misaki",
      "robert",
      "hueseyin",
    ],
  },
  { title: "Hardware bring-up", members: 19, cast: ["lukasz"], viewOnly: true },
  { title: "Investor relations", members: 7, cast: [], viewOnly: true },
  { title: "Localization · العربية, עברית, Ελληνικά", members: 14, cast: ["amina", "noam", "loukia"] },
  { title: "Platform on-call", members: 26, cast: ["daniel", "katerina"], owners: ["daniel"] },
  {
    title: "Safety case and certification evidence, HR-7 arm, 2026 revision",
    members: 41,
    cast: ["juergen"],
  },
  {
    title: "Security and compliance",
    members: 18,
    cast: ["ingrid", "juergen", "noor"],
    owners: ["ingrid"],
  },
  { title: "Supplier portal", members: 57, cast: ["faris", "ximena"], viewOnly: true },
  { title: "Translations review", members: 12, cast: ["misaki", "thao"] },
  { title: "Warehouse pilot: Rotterdam", members: 16, cast: ["zoe"] },
  { title: "Working group: data retention", members: 9, cast: ["noor"] },
];

export const LABS_TEAMS = [
  { title: "Robotics curriculum (external)", members: 88 },
  { title: "Thesis students", members: 35 },
] as const;
