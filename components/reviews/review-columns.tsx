"use client";

import { between, type Column } from "#components/data-table/columns.ts";
import { PersonName } from "#components/people/person-name.tsx";
import type { DecidingItem } from "#components/reviews/deciding.ts";
import { ReviewActions, type RowDeciding } from "#components/reviews/review-actions.tsx";
import { SelectAllBox, SelectBox } from "#components/selection/select-box.tsx";
import { rowAvatar } from "#components/ui/avatar.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { VendorName } from "#components/ui/vendor-name.tsx";
import { HINT_WORDS } from "#lib/changes/reviews/constants.ts";
import type { ReviewItem } from "#lib/changes/reviews/schema.ts";
import { orgRoleTitle } from "#lib/vendors/role-words.ts";

const GLYPHS = { keep: "check", change: "pencil", remove: "userMinus" } as const;
const TONES = { keep: "text-muted", change: "text-text", remove: "text-danger" } as const;

/** A decision in a word. */
export function decisionWords({ decision, newRole, kind }: ReviewItem): string {
  if (decision === "keep") return "Keep";
  if (decision === "remove") return "Remove";
  if (decision !== "change") return "–";
  const role = newRole ?? "";
  return `Make ${kind === "organization" ? orgRoleTitle(role) : role.charAt(0).toUpperCase() + role.slice(1)}`;
}

function Decision({ item, isOver }: { item: DecidingItem; isOver: boolean }) {
  const { decision, isPending } = item;
  if (!decision && isPending) return <Spinner />;
  if (!decision)
    return (
      <span className="clip text-faint">
        {isOver ? (
          "Undecided"
        ) : item.reviewer ? (
          <>
            Waits for <bdi>{item.reviewer}</bdi>
          </>
        ) : (
          "Needs a reviewer"
        )}
      </span>
    );
  return (
    <span className={`inline-flex max-w-full items-center gap-1.5 ${TONES[decision]}`} title={item.reason}>
      {isPending ? <Spinner /> : <Icon name={GLYPHS[decision]} size="sm" />}
      <span className="truncate">{decisionWords(item)}</span>
    </span>
  );
}

export function reviewColumns(
  input: RowDeciding & { loadedIds: () => readonly string[] },
): Column<DecidingItem>[] {
  return [
    {
      id: "select",
      header: "Select",
      headerCell: <SelectAllBox loadedIds={input.loadedIds} />,
      width: 42,
      className: "at-check",
      skeleton: 14,
      cell: (item) => <SelectBox id={item.id} label={item.label} />,
    },
    {
      id: "name",
      header: "Person",
      sort: "asc",
      width: between(172, 17, 320),
      className: "at-1",
      skeleton: 120,
      cell: (item) => (
        <span
          className="name"
          title={item.email ?? item.name}
          {...rowAvatar(item.name, item.status === "invited")}
        >
          <PersonName id={item.personId} name={item.name} />
        </span>
      ),
    },
    {
      id: "team",
      header: "Access",
      sort: "asc",
      className: "at-2",
      skeleton: 160,
      attrs: (item) => ({ title: `${item.access} of ${item.teamName}` }),
      cell: (item) => (
        <span className="flex items-center gap-1.5">
          <VendorName vendor={item.vendor} bare />
          <span className="truncate">
            {item.access}
            <span className="text-muted">
              {" of "}
              <bdi>{item.teamName}</bdi>
            </span>
          </span>
        </span>
      ),
    },
    {
      id: "since",
      header: "Since",
      sort: "desc",
      width: 92,
      className: "text-faint",
      skeleton: 52,
      cell: (item) => <TimeAgo at={item.since} />,
    },
    {
      id: "lastActive",
      header: "Last active",
      sort: "desc",
      width: 100,
      className: "text-faint",
      skeleton: 56,
      cell: (item) => <TimeAgo at={item.lastActiveAt} />,
    },
    {
      id: "hints",
      header: "Hints",
      width: between(104, 10, 240),
      className: "text-warn at-2e",
      skeleton: 80,
      attrs: (item) => ({ title: item.hints.map((hint) => HINT_WORDS[hint]).join(", ") }),
      cell: (item) =>
        item.hints.length > 0 ? (
          item.hints.map((hint) => HINT_WORDS[hint]).join(", ")
        ) : (
          <span className="text-faint">–</span>
        ),
    },
    {
      id: "decision",
      header: "Decision",
      sort: "asc",
      width: between(120, 12, 220),
      className: "at-1e",
      skeleton: 64,
      cell: (item) => <Decision item={item} isOver={input.whyNot !== undefined} />,
    },
    {
      id: "actions",
      header: "Actions",
      isHeaderHidden: true,
      width: 136,
      align: "end",
      cell: (item) => <ReviewActions item={item} {...input} />,
    },
  ];
}
