"use client";

import { Button } from "#components/ui/button.tsx";
import { Note } from "#components/ui/note.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { type ActionFailure, useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { connectAction, disconnectAction } from "#lib/access/oidc/actions.ts";
import type { IdentityRow, ProviderName } from "#lib/access/oidc/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";

const COLUMNS = [
  { label: "Provider" },
  { label: "Email", width: 280 },
  { label: "Last used", width: 120 },
  { label: "Actions", width: 140, isHidden: true },
] as const;

/** One's accounts at providers. Only where some are configured or connected. */
export function ConnectedAccounts({
  identities,
  providers,
  problem,
}: {
  identities: readonly IdentityRow[];
  providers: readonly ProviderName[];
  problem: string | undefined;
}) {
  const toast = useToast();
  const onError = (failure: ActionFailure) => toast({ tone: "danger", title: errorWords(failure.error) });
  const connecting = useActionMutation(connectAction, {
    onSuccess: ({ url }) => window.location.assign(url),
    onError,
  });
  const disconnecting = useActionMutation(disconnectAction, {
    onSuccess: () => toast({ title: "The account is disconnected" }),
    onError,
  });
  const open = providers.filter(({ id }) => !identities.some(({ provider }) => provider === id));
  return (
    <section className="block" aria-labelledby="accounts-heading">
      <header>
        <h2 id="accounts-heading">Connected accounts</h2>
        <span className="spacer" />
        {open.map(({ id, name }) => (
          <Button
            key={id}
            pending={connecting.isPending && connecting.variables.provider === id}
            onClick={() => connecting.mutate({ provider: id })}
          >
            Connect {name}
          </Button>
        ))}
      </header>
      {problem && (
        <div className="settings-form">
          <Note tone="danger">{problem}</Note>
        </div>
      )}
      {identities.length > 0 && (
        <Table label="Connected accounts" columns={COLUMNS}>
          {identities.map((one) => (
            <Row key={one.id}>
              <Cell className="at-1 strong">{one.name}</Cell>
              <Cell className="at-2 muted">
                <bdi className="clip">{one.email}</bdi>
              </Cell>
              <Cell className="at-2e faint">
                <TimeAgo at={one.lastUsedAt} />
              </Cell>
              <Cell className="at-1e end">
                <Button
                  variant="link"
                  aria-label={`Disconnect ${one.name} (${one.email})`}
                  pending={disconnecting.isPending && disconnecting.variables.identityId === one.id}
                  onClick={() => disconnecting.mutate({ identityId: one.id })}
                >
                  Disconnect
                </Button>
              </Cell>
            </Row>
          ))}
        </Table>
      )}
    </section>
  );
}
