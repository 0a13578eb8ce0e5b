import type { Metadata } from "next";
import { TokensScreen } from "#components/tokens/tokens-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { TOKEN_SCOPES } from "#lib/access/tokens/constants.ts";
import { listTokens } from "#lib/access/tokens/data.ts";
import { can } from "#lib/core/permissions.ts";

export const metadata: Metadata = { title: "API tokens" };

export default async function TokensPage() {
  return asPageViewer("token.read", async (viewer) => (
    <TokensScreen
      tokens={await listTokens(viewer)}
      scopes={TOKEN_SCOPES.filter((scope) => can(viewer, scope))}
    />
  ));
}
