"use client";

import type { ReactNode } from "react";
import { HelpLink } from "#components/help/help-link.tsx";
import { RefreshButton } from "#components/standing/refresh-button.tsx";
import { SyncLine } from "#components/teams/sync-line.tsx";
import type { TeamPart } from "#components/teams/use-freshness.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { ListFreshness, TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

export function TeamHeader({
  team,
  part,
  count,
  freshness,
  isRefreshing,
  onRefresh,
  action,
}: {
  team: TeamRow;
  part: TeamPart;
  /** Rows of this part, without filters. */
  count: number | undefined;
  freshness: ListFreshness | undefined;
  isRefreshing: boolean;
  onRefresh: () => void;
  action?: ReactNode;
}) {
  const base = `/teams/${encodeURIComponent(team.id)}`;
  const tabs = [
    {
      href: `${base}/members`,
      label: "Members",
      count: part === "members" ? count : team.memberCount,
      isCurrent: part === "members",
    },
    ...(VENDOR_FACTS[team.vendor].capabilities.secrets
      ? [
          {
            href: `${base}/secrets`,
            label: "Secrets",
            count: part === "secrets" ? count : team.secretCount,
            isCurrent: part === "secrets",
          },
        ]
      : []),
  ];
  return (
    <PageHeader
      title={<bdi>{team.name}</bdi>}
      up={{ href: "/teams", label: "Teams" }}
      vendor={team.vendor}
      tabs={tabs}
      tabsLabel="Team"
      meta={
        <>
          <SyncLine freshness={freshness} noun={part} />
          {/* Beside its two buttons there is no room for it on the page of secrets, and on a phone nowhere. */}
          {part === "members" && <HelpLink topic="sync" className="max-sm:hidden" />}
        </>
      }
      actions={
        <>
          <RefreshButton isTurning={isRefreshing} onPress={onRefresh} />
          {action}
        </>
      }
    />
  );
}
