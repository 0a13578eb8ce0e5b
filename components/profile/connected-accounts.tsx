import { ConnectAccount, DisconnectAccount } from "#components/profile/account-buttons.tsx";
import { Block } from "#components/ui/block.tsx";
import { SETTINGS_FORM } from "#components/ui/form-classes.ts";
import { Note } from "#components/ui/note.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { IdentityRow, ProviderName } from "#lib/access/oidc/schema.ts";

const COLUMNS = [
  { label: "Provider" },
  { label: "E-mail", width: 280 },
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
  const open = providers.filter(({ id }) => !identities.some(({ provider }) => provider === id));
  return (
    <Block
      title="Connected accounts"
      titleId="accounts-heading"
      aside={open.map(({ id, name }) => <ConnectAccount key={id} id={id} name={name} />)}
    >
      {problem && (
        <div className={SETTINGS_FORM}>
          <Note tone="danger">{problem}</Note>
        </div>
      )}
      {identities.length > 0 && (
        <Table label="Connected accounts" columns={COLUMNS}>
          {identities.map((one) => (
            <Row key={one.id}>
              <Cell className="at-1 font-medium">{one.name}</Cell>
              <Cell className="at-2 text-muted">
                <bdi className="clip">{one.email}</bdi>
              </Cell>
              <Cell className="at-2e text-faint">
                <TimeAgo at={one.lastUsedAt} />
              </Cell>
              <Cell className="at-1e text-end">
                <DisconnectAccount id={one.id} label={`${one.name} (${one.email})`} />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
    </Block>
  );
}
