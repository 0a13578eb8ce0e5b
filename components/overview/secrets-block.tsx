"use client";

import Link from "next/link";
import { Block } from "#components/overview/block.tsx";
import { useStanding } from "#components/standing/standing.tsx";
import { AgeBar } from "#components/ui/age-bar.tsx";
import type { SecretRow } from "#lib/directory/secrets/schema.ts";

export function SecretsBlock({ secrets }: { secrets: SecretRow[] }) {
  const { counts } = useStanding().standing;
  return (
    <Block
      title="Oldest secrets"
      count={counts.secrets}
      all={{ href: "/secrets", label: "All secrets" }}
      empty="No secrets have been read yet."
    >
      {secrets.map((secret) => (
        <Link
          className="line"
          key={secret.id}
          href={`/teams/${secret.teamId}/secrets`}
          title={`${secret.name} in ${secret.teamName}`}
        >
          <span className="clip">
            <bdi className="mono">{secret.name}</bdi>
            <span className="faint">
              {" "}
              <bdi>{secret.teamName}</bdi>
            </span>
          </span>
          <span className="val">
            <AgeBar days={secret.ageDays} limitDays={secret.limitDays} />
          </span>
        </Link>
      ))}
    </Block>
  );
}
