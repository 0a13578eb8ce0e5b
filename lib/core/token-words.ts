import type { TokenKind } from "#lib/core/permissions.ts";

/** Who did something, where a program did it in somebody's name: "token “Pipeline” of Ada". */
export const byToken = (owner: string, token: { name: string; kind: TokenKind } | undefined): string =>
  token === undefined ? owner : `${token.kind === "agent" ? "agent " : ""}token “${token.name}” of ${owner}`;
