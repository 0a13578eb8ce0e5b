"use client";

import { useState } from "react";
import { AgeBar } from "#components/ui/age-bar.tsx";
import { Button } from "#components/ui/button.tsx";
import { OwnChip } from "#components/ui/chip.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Link } from "#components/ui/link.tsx";
import { SectionHead } from "#components/ui/section-head.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import type { ExposedSecret } from "#lib/changes/offboarding/schema.ts";
import { grouped } from "#lib/core/grouped.ts";
import { secretHref } from "#lib/directory/secrets/address.ts";

const RotateManyDialog = lazyPart(() =>
  import("#components/rotation/rotate-many-dialog.tsx").then((m) => m.RotateManyDialog),
);

const COLUMNS = [
  { label: "Name" },
  { label: "Team", width: 220 },
  { label: "In use", width: 116 },
  { label: "Age", width: 140, align: "end" },
  { label: "State", width: 148 },
] as const;

/** The secrets that somebody who left could have read or set: what is in use first, and a way to rotate the rest at once. */
export function ExposedSecrets({
  secrets,
  mayRotate,
}: {
  secrets: readonly ExposedSecret[];
  mayRotate: boolean;
}) {
  const [isRotating, setRotating] = useState(false);
  const open = secrets.filter((secret) => !secret.isRotated);
  const rotatable = open.filter((secret) => secret.mayManage);
  return (
    <>
      <SectionHead title="What must be rotated now" count={grouped(open.length)}>
        <span className="flex-1" />
        {mayRotate && rotatable.length > 0 && (
          <Button icon="rotate" onClick={() => setRotating(true)}>
            {rotatable.length === 1 ? "Rotate 1 secret" : `Rotate ${grouped(rotatable.length)} secrets`}
          </Button>
        )}
      </SectionHead>
      <Table label="Secrets to rotate" columns={COLUMNS}>
        {secrets.map((secret) => (
          <Row key={secret.id}>
            <Cell className="at-1">
              <Link className="mono font-medium clip" href={secretHref(secret)}>
                <bdi>{secret.name}</bdi>
              </Link>
            </Cell>
            <Cell className="at-2">
              <Link className="clip" href={`/teams/${secret.teamId}/secrets`}>
                <bdi>{secret.teamName}</bdi>
              </Link>
            </Cell>
            <Cell className={secret.inUse ? undefined : "text-muted"}>
              {secret.inUse === undefined ? "Not known" : secret.inUse ? "In use" : "Not in use"}
            </Cell>
            <Cell className="at-2e text-end">
              <AgeBar days={secret.ageDays} limitDays={secret.limitDays} />
            </Cell>
            <Cell className="at-1e">
              {secret.isRotated ? (
                <OwnChip tone="done" icon="check" word="Rotated since" />
              ) : (
                <OwnChip tone="warn" icon="clock" word="To be rotated" />
              )}
            </Cell>
          </Row>
        ))}
      </Table>
      {isRotating && (
        <RotateManyDialog
          secrets={rotatable.map(({ teamId, teamName, name }) => ({ teamId, teamName, name }))}
          onClose={() => setRotating(false)}
        />
      )}
    </>
  );
}
