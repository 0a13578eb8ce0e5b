"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { TokenTableRow } from "#components/tokens/token-table-row.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { Empty } from "#components/ui/empty.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { Table } from "#components/ui/table.tsx";
import { useToast } from "#components/ui/toast.tsx";
import type { Scope } from "#lib/access/tokens/constants.ts";
import type { TokenRow } from "#lib/access/tokens/schema.ts";

const TokenDialog = lazyPart(() =>
  import("#components/tokens/token-dialog.tsx").then((module) => module.TokenDialog),
);
const TokenDetails = lazyPart(() =>
  import("#components/tokens/token-details.tsx").then((module) => module.TokenDetails),
);
const EndToken = lazyPart(() => import("#components/tokens/end-token.tsx").then((module) => module.EndToken));

export const TOKEN_COLUMNS = [
  { label: "Name" },
  { label: "Scopes", width: 240 },
  { label: "Last 7 days", width: 190 },
  { label: "Last used", width: 150 },
  { label: "Ends", width: 110 },
  { label: "Actions", width: 112, isHidden: true },
] as const;

/** Tokens by which programs ask in somebody's name: one's own, and everybody's for admins. */
export function TokensScreen({
  tokens,
  scopes,
}: {
  tokens: readonly TokenRow[];
  /** What the viewer can give a token. */
  scopes: readonly Scope[];
}) {
  const [open, setOpen] = useState<"new" | TokenRow>();
  const router = useRouter();
  const toast = useToast();
  const [detailed, setDetailed] = useState<TokenRow>();
  const close = () => setOpen(undefined);
  return (
    <Screen>
      <PageHeader
        title="API tokens"
        count={tokens.length}
        actions={
          <>
            <Link className={buttonClasses({ variant: "plain" })} href="/help/reference">
              <Icon name="file" />
              API reference
            </Link>
            <Button variant="primary" icon="plus" onClick={() => setOpen("new")}>
              New token
            </Button>
          </>
        }
      />
      <ScrollArea>
        <Table label="API tokens" columns={TOKEN_COLUMNS} isTwoLine>
          {tokens.map((token) => (
            <TokenTableRow
              key={token.id}
              token={token}
              onOpen={() => setDetailed(token)}
              onEnd={() => setOpen(token)}
            />
          ))}
        </Table>
        {tokens.length === 0 && (
          <Empty title="No tokens yet">
            A program with a token does over the API what you may do, as far as its scopes go: a pipeline, a
            script, a report.
          </Empty>
        )}
      </ScrollArea>
      {detailed && <TokenDetails key={detailed.id} token={detailed} onClose={() => setDetailed(undefined)} />}
      {open === "new" && (
        <TokenDialog
          scopes={scopes}
          onClose={() => {
            close();
            router.refresh();
          }}
        />
      )}
      {open !== undefined && open !== "new" && (
        <EndToken
          token={open}
          onClose={close}
          onEnded={() => {
            close();
            toast({ title: <bdi>{`${open.label} has ended`}</bdi> });
            router.refresh();
          }}
        />
      )}
    </Screen>
  );
}
