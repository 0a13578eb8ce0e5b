import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { activityColumns } from "#components/activity/activity-columns.tsx";
import { BATCH_COLUMNS } from "#components/batches/batch-columns.tsx";
import { CHANGE_COLUMNS } from "#components/batches/change-columns.tsx";
import { CONNECTION_COLUMNS } from "#components/connections/connections-screen.tsx";
import type { Column } from "#components/data-table/columns.ts";
import { memberColumns } from "#components/members/member-columns.tsx";
import { MEMBERSHIP_COLUMNS } from "#components/people/memberships.tsx";
import { peopleColumns } from "#components/people/people-columns.tsx";
import { POLICY_COLUMNS } from "#components/policies/policies-screen.tsx";
import { reviewColumns } from "#components/reviews/review-columns.tsx";
import { REVIEW_COLUMNS } from "#components/reviews/reviews-screen.tsx";
import { COMING_UP_COLUMNS } from "#components/schedules/coming-up-screen.tsx";
import { secretColumns } from "#components/secrets/secret-columns.tsx";
import { SESSION_COLUMNS } from "#components/sessions/sessions-table.tsx";
import { PAGE_SHAPES, shapeOf } from "#components/shell/page-shapes.ts";
import { teamColumns } from "#components/teams/team-columns.tsx";
import { TOKEN_COLUMNS } from "#components/tokens/tokens-screen.tsx";
import type { PlainColumn } from "#components/ui/table.tsx";
import { USER_COLUMNS } from "#components/users/users-screen.tsx";
import { WEBHOOK_COLUMNS } from "#components/webhooks/webhooks-screen.tsx";
import type { TeamRow } from "#lib/directory/teams/schema.ts";

const PAGES = path.resolve(import.meta.dirname, "../../app/(dashboard)");
const nothing = () => undefined;
const loadedIds = () => [];
const role = "admin";
const team = { id: "t", vendor: "paperspace", kind: "team" } as TeamRow;

const ofTable = <Row,>(columns: readonly Column<Row>[]) =>
  columns.map(({ header, isHeaderHidden, headerCell, width }) => [
    isHeaderHidden || (headerCell && header === "Select") ? "" : header,
    width,
  ]);
const ofPlain = (columns: readonly PlainColumn[]) =>
  columns.map(({ label, isHidden, width }) => [isHidden ? "" : label, width]);
const drawn = (pattern: string) => PAGE_SHAPES[pattern]?.columns?.map(([label, width]) => [label, width]);

describe("the skeleton of a page", () => {
  it("is there for every page, and for nothing else", () => {
    const pages = readdirSync(PAGES, { recursive: true, encoding: "utf8" })
      .filter((file) => path.basename(file) === "page.tsx")
      .map((file) => `/${path.dirname(file).replaceAll(/\[\w+\]/g, "*")}`.replace("/.", "/"));
    expect(Object.keys(PAGE_SHAPES).sort()).toEqual(pages.sort());
  });

  it.each([
    ["/teams/7f3/members", "/teams/*/members"],
    ["/activity/batches/7f3", "/activity/batches/*"],
    ["/activity/batches", "/activity/batches"],
    ["/settings/users/sessions", "/settings/users/sessions"],
    ["/", "/"],
  ])("of %s is that of %s", (pathname, pattern) => {
    expect(shapeOf(pathname)).toBe(PAGE_SHAPES[pattern]);
  });
  it("is none for an address that no page has", () => {
    expect(shapeOf("/teams/7f3/keys")).toBeUndefined();
  });

  it.each([
    [
      "/teams",
      ofTable(
        teamColumns({ role, editing: undefined, onRename: nothing, onRenamed: nothing, onDelete: nothing }),
      ),
    ],
    [
      "/teams/*/members",
      ofTable(
        memberColumns({
          team,
          role,
          onDetails: nothing,
          onUntil: () => undefined,
          onRemove: nothing,
          loadedIds,
        }),
      ),
    ],
    [
      "/teams/*/secrets",
      ofTable(secretColumns({ role, withTeam: false, loadedIds, onRotate: nothing, onDelete: nothing })),
    ],
    [
      "/secrets",
      ofTable(secretColumns({ role, withTeam: true, loadedIds, onRotate: nothing, onDelete: nothing })),
    ],
    ["/people", ofTable(peopleColumns({ teams: [], room: 0, hasOthers: true, isPhone: false, loadedIds }))],
    ["/activity", ofTable(activityColumns(() => undefined))],
    ["/activity/batches", ofTable(BATCH_COLUMNS)],
    ["/activity/batches/*", ofTable(CHANGE_COLUMNS)],
    ["/activity/coming-up", ofPlain(COMING_UP_COLUMNS)],
    ["/reviews", ofPlain(REVIEW_COLUMNS)],
    [
      "/reviews/*",
      ofTable(
        reviewColumns({
          whyNot: undefined,
          onKeep: nothing,
          onChange: nothing,
          onRemove: nothing,
          onUndo: nothing,
          loadedIds,
        }),
      ),
    ],
    ["/people/*", ofPlain(MEMBERSHIP_COLUMNS)],
    ["/settings/connections", ofPlain(CONNECTION_COLUMNS)],
    ["/settings/policies", ofPlain(POLICY_COLUMNS)],
    ["/settings/users", ofPlain(USER_COLUMNS)],
    ["/settings/users/sessions", ofPlain(SESSION_COLUMNS.all)],
    ["/settings/tokens", ofPlain(TOKEN_COLUMNS)],
    ["/settings/webhooks", ofPlain(WEBHOOK_COLUMNS)],
  ])("of %s has the columns of its table", (pattern, columns) => {
    expect(drawn(pattern)).toEqual(columns);
  });
});
