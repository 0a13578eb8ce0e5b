"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { RotateTarget } from "#components/secrets/rotate-secret.tsx";
import { SameValues } from "#components/secrets/same-values.tsx";
import { SecretFacts } from "#components/secrets/secret-facts.tsx";
import { SecretHistory } from "#components/secrets/secret-history.tsx";
import { useOpenedByLink } from "#components/shell/use-opened-by-link.ts";
import { whyNot } from "#components/teams/roles.ts";
import { SyncLine } from "#components/teams/sync-line.tsx";
import { useFreshness } from "#components/teams/use-freshness.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { ActionFailure } from "#lib/access/action/failure.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { Role } from "#lib/core/permissions.ts";
import { secretDetailsOptions } from "#lib/directory/secrets/queries.ts";
import type { SecretDetails } from "#lib/directory/secrets/schema.ts";
import type { ListFreshness, TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const RotateSecret = lazyPart(() => import("./rotate-secret.tsx").then((m) => m.RotateSecret));
const DeleteSecret = lazyPart(() => import("./delete-secret.tsx").then((m) => m.DeleteSecret));

/** One secret: who changed it, where else its value stands, and when it is due. */
export function SecretScreen({
  team,
  role,
  initial,
  freshness: atFirst,
}: {
  team: TeamRow;
  role: Role;
  initial: SecretDetails;
  freshness: ListFreshness | undefined;
}) {
  const { name } = initial.secret;
  const reading = useQuery({ ...secretDetailsOptions(team.id, name), initialData: initial });
  const freshness = useFreshness(team.id, "secrets", atFirst);
  const [opened, setOpened] = useState<"rotate" | "delete">();
  const details = reading.data;
  const { secret } = details;
  const list = `/teams/${encodeURIComponent(team.id)}/secrets`;
  const vendor = VENDOR_FACTS[secret.vendor].name;
  const target: RotateTarget = {
    teamId: team.id,
    teamName: secret.teamName,
    vendorName: vendor,
    name,
    inUse: secret.inUse,
    ageDays: secret.ageDays,
  };
  const failure = reading.error instanceof ActionFailure ? reading.error.error : undefined;
  // Deleted while its page was open: what was known of it stays to be read.
  const isGone = failure?.code === "NOT_FOUND";
  const may = { may: { view: true, manage: secret.mayManage } };
  const reasonOf = (permission: "secret.rotate" | "secret.delete") =>
    isGone ? "This secret is gone." : whyNot(role, permission, may);
  const action = (what: "rotate" | "delete") => {
    const reason = reasonOf(`secret.${what}`);
    return {
      "aria-disabled": reason ? true : undefined,
      title: reason,
      onClick: () => setOpened(what),
    };
  };
  const close = () => setOpened(undefined);
  useOpenedByLink("rotate", () => !reasonOf("secret.rotate") && setOpened("rotate"));
  return (
    <>
      <PageHeader
        title={
          <bdi className="mono" title={name}>
            {name}
          </bdi>
        }
        up={{ href: list, label: team.name }}
        vendor={team.vendor}
        meta={<SyncLine freshness={freshness} noun="secrets" />}
        actions={
          <>
            <Button icon="trash" {...action("delete")}>
              Delete
            </Button>
            <Button variant="primary" icon="rotate" {...action("rotate")}>
              Rotate
            </Button>
          </>
        }
      />
      {reading.isError && (
        <Banner>
          {isGone ? (
            <>
              <span className="font-medium">This secret is gone from {team.name}.</span> What was known of it
              stays here until you leave.{" "}
              <Link className="link" href={list}>
                Open the team's secrets
              </Link>
            </>
          ) : (
            <>Could not refresh: {errorWords(failure ?? { code: "INTERNAL" }, { vendor })}</>
          )}
        </Banner>
      )}
      <ScrollArea>
        <SecretFacts details={details} />
        <SameValues secret={secret} />
        <SecretHistory events={details.history} />
      </ScrollArea>
      {opened === "rotate" && <RotateSecret target={target} onClose={close} />}
      {opened === "delete" && <DeleteSecret target={target} onClose={close} />}
    </>
  );
}
