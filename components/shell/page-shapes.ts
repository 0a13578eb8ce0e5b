import { between, type Width } from "#components/data-table/columns.ts";

/** A column of the skeleton: its head and its width in pixels; the one without a width is fluid. `at` is its place at 390 px. */
type ShapeColumn = readonly [label: string, width?: Width | undefined, at?: string | undefined];

/** What stands on a page before it is here: as much as is known of it without reading anything. */
export type PageShape = {
  /** Undefined: the page is named after what it shows. */
  title?: string;
  up?: { href: string; label: string };
  /** Of a team's page: which of its parts it is. */
  part?: "members" | "secrets";
  hasToolbar?: true;
  columns?: readonly ShapeColumn[];
};

const CHECK: ShapeColumn = ["", 42, "at-check"];
const NO_HEAD = "";

const SECRETS = (withTeam: boolean): readonly ShapeColumn[] => [
  CHECK,
  ["Name", undefined, "at-1"],
  ...(withTeam ? [["Team", between(176, 17, 320), "at-2"] as const] : []),
  ["Created", 84],
  ["Last changed", 100, withTeam ? undefined : "at-2"],
  ["By Rollcall", 88],
  ["Age", 132, "at-1e"],
  ["In use", 108, "at-2e"],
  [NO_HEAD, 84],
];

const TEAMS = { href: "/teams", label: "Teams" };
const MEMBERS: PageShape = {
  up: TEAMS,
  part: "members",
  hasToolbar: true,
  columns: [
    CHECK,
    ["Name", between(236, 22, 340), "at-1"],
    ["E-mail", undefined, "at-2"],
    ["Role", 104, "at-1e"],
    ["Status", 100],
    ["Joined", 96],
    ["Last active", 104, "at-2e"],
    [NO_HEAD, 112],
  ],
};

/** By address, `*` for an id. `page-shapes.test.tsx` holds each against the files of `app/` and the tables themselves. */
export const PAGE_SHAPES: Readonly<Record<string, PageShape>> = {
  "/": { title: "Overview" },
  "/teams": {
    title: "Teams",
    hasToolbar: true,
    columns: [
      ["Name", undefined, "at-1"],
      ["Vendor", 124, "at-2"],
      ["Belongs to", between(156, 15, 280)],
      ["Members", 84, "at-1e"],
      ["Your rights", 128],
      ["Synced", 108, "at-2e"],
      [NO_HEAD, 120],
    ],
  },
  "/teams/*": MEMBERS,
  "/teams/*/members": MEMBERS,
  "/teams/*/secrets": { up: TEAMS, part: "secrets", hasToolbar: true, columns: SECRETS(false) },
  "/teams/*/secrets/*": {},
  "/people": {
    title: "People",
    hasToolbar: true,
    columns: [
      CHECK,
      ["Name", between(180, 17.5, 280), "at-1"],
      ["E-mail", undefined, "at-2"],
      ["Top role", 68],
      ["Last active", 84],
      ["Other teams", 64],
    ],
  },
  "/people/*": {
    up: { href: "/people", label: "People" },
    columns: [
      ["Team", undefined, "at-1"],
      ["Vendor", 124],
      ["Belongs to", 160, "at-2"],
      ["Role", 128, "at-1e"],
      ["Status", 96],
      ["Joined", 96],
      ["Last active", 112, "at-2e"],
      [NO_HEAD, 84],
    ],
  },
  "/secrets": { title: "Secrets", hasToolbar: true, columns: SECRETS(true) },
  "/activity": {
    title: "Activity",
    hasToolbar: true,
    columns: [
      ["When", 124, "at-2e"],
      ["Who", between(118, 11, 180), "at-2"],
      ["What", undefined, "at-1"],
      ["Where", between(160, 15, 300)],
      ["Outcome", 112, "at-1e"],
      [NO_HEAD, 104],
    ],
  },
  "/activity/batches": {
    title: "Batches",
    hasToolbar: true,
    columns: [
      ["Batch", undefined, "at-1"],
      ["State", 124, "at-1e"],
      ["Progress", 196, "at-2"],
      ["Needs a look", 148],
      ["Started by", between(164, 15, 280)],
      ["Started", 104, "at-2e"],
    ],
  },
  "/activity/batches/*": {
    up: { href: "/activity/batches", label: "Batches" },
    hasToolbar: true,
    columns: [
      ["Outcome", 100, "at-1e"],
      ["Change", undefined, "at-1"],
      ["Team", between(150, 14, 300), "at-2"],
      ["Before and after", 136],
      ["Reason", between(220, 22, 520), "at-3"],
      ["At", 98, "at-2e"],
    ],
  },
  "/activity/coming-up": {
    title: "Coming up",
    columns: [
      ["What", undefined, "at-1"],
      ["Kind", 116],
      ["When", between(172, 16, 280), "at-2"],
      ["State", between(88, 9, 320), "at-2e"],
      ["By", between(76, 8, 200)],
      [NO_HEAD, 256, "at-3"],
    ],
  },
  "/plans/*": { up: { href: "/activity/batches", label: "Batches" } },
  "/activity/offboardings": {
    title: "Offboardings",
    columns: [
      ["Person", undefined, "at-1"],
      ["E-mail", 280, "at-2"],
      ["Still open", 200, "at-2e"],
      ["Begun by", 200],
      ["When", 132, "at-1e"],
    ],
  },
  "/activity/offboardings/*": { up: { href: "/activity/offboardings", label: "Offboardings" } },
  "/approvals": { title: "Approvals" },
  "/reviews": {
    title: "Reviews",
    columns: [
      ["Review", undefined, "at-1"],
      ["State", 140, "at-1e"],
      ["Decided", 140, "at-2"],
      ["Yours", 96],
      ["Not covered", 112],
      ["Begun by", between(140, 14, 260)],
      ["Due", 132, "at-2e"],
    ],
  },
  "/reviews/*": {
    up: { href: "/reviews", label: "Reviews" },
    hasToolbar: true,
    columns: [
      CHECK,
      ["Person", between(172, 17, 320), "at-1"],
      ["Access", undefined, "at-2"],
      ["Since", 92],
      ["Last active", 100],
      ["Hints", between(104, 10, 240), "at-2e"],
      ["Decision", between(120, 12, 220), "at-1e"],
      [NO_HEAD, 136],
    ],
  },
  "/[...rest]": {},
  "/help": { title: "Help" },
  "/help/reference": { title: "API reference", up: { href: "/help", label: "Help" } },
  "/help/*": { up: { href: "/help", label: "Help" } },
  "/settings/approvals": { title: "Approval policy" },
  "/settings/audit": { title: "Audit log" },
  "/settings/connections": {
    title: "Connections",
    columns: [
      ["Connection", undefined, "at-1"],
      ["Token", between(168, 14, 260), "at-2"],
      ["Stored", 132],
      ["Rows kept", 104],
      ["State", "clamp(216px, calc(40cqw - 210px), 560px)", "at-2e"],
      ["Synced", 84, "at-1e"],
      [NO_HEAD, 148],
    ],
  },
  "/settings/notices": { title: "Notices" },
  "/settings/policies": {
    title: "Policies",
    columns: [
      ["Secrets of", undefined, "at-1"],
      ["Names", 240, "at-2"],
      ["Rotate after", 120, "at-1e"],
      ["Decides about", 150],
      ["Due", 80],
      ["Overdue", 92, "at-2e"],
      [NO_HEAD, 84],
    ],
  },
  "/settings/profile": { title: "Profile" },
  "/settings/users": {
    title: "Users",
    columns: [
      ["Name", undefined, "at-1"],
      ["E-mail", between(280, 26, 420), "at-2"],
      ["Role", 120, "at-1e"],
      ["Status", 110, "at-2e"],
      ["Last seen", 110],
      [NO_HEAD, 124],
    ],
  },
  "/settings/users/sessions": {
    title: "Sessions",
    up: { href: "/settings/users", label: "Users" },
    columns: [
      ["Name", undefined, "at-1"],
      ["E-mail", 240, "at-2"],
      ["Browser", 200],
      ["Address", 150, "at-3"],
      ["Signed in", 100],
      ["Last seen", 100, "at-2e"],
      [NO_HEAD, 72],
    ],
  },
  "/settings/tokens": {
    title: "API tokens",
    columns: [
      ["Name", undefined, "at-1"],
      ["Scopes", 240, "at-2"],
      ["Last 7 days", 190, "at-3"],
      ["Last used", 150],
      ["Ends", 110, "at-2e"],
      [NO_HEAD, 112],
    ],
  },
  "/settings/webhooks": {
    title: "Webhooks",
    columns: [
      ["Webhook", undefined, "at-1"],
      ["Events", 300, "at-2"],
      ["State", 200, "at-1e"],
      ["Last delivery", 180],
      [NO_HEAD, 148],
    ],
  },
};

/** The shape of the page at an address; undefined where there is none. */
export function shapeOf(pathname: string): PageShape | undefined {
  const parts = pathname.split("/");
  const fits = (pattern: string) => {
    const wanted = pattern.split("/");
    return wanted.length === parts.length && wanted.every((part, at) => part === "*" || part === parts[at]);
  };
  return PAGE_SHAPES[pathname] ?? Object.entries(PAGE_SHAPES).find(([pattern]) => fits(pattern))?.[1];
}
