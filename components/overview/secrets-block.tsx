"use client";

import { OverviewBlock } from "#components/overview/block.tsx";
import { useStanding } from "#components/standing/standing.tsx";
import { AgeBar } from "#components/ui/age-bar.tsx";
import { LineLink, LineText, LineValue } from "#components/ui/line.tsx";
import { secretHref } from "#lib/directory/secrets/address.ts";
import type { SecretRow } from "#lib/directory/secrets/schema.ts";

export function SecretsBlock({ secrets }: { secrets: SecretRow[] }) {
  const { counts } = useStanding().standing;
  return (
    <OverviewBlock
      title="Oldest secrets"
      count={counts.secrets}
      all={{ href: "/secrets", label: "All secrets" }}
      empty="No secrets have been read yet."
    >
      {secrets.map((secret) => (
        <LineLink key={secret.id} href={secretHref(secret)} title={`${secret.name} in ${secret.teamName}`}>
          <LineText>
            <bdi className="mono">{secret.name}</bdi>
            <span className="text-faint">
              {" "}
              <bdi>{secret.teamName}</bdi>
            </span>
          </LineText>
          <LineValue>
            <AgeBar days={secret.ageDays} limitDays={secret.limitDays} />
          </LineValue>
        </LineLink>
      ))}
    </OverviewBlock>
  );
}
