import type { TokenKind } from "#lib/core/permissions.ts";

/** Who did something, where a program did it in somebody's name: "token “Pipeline” of Ada". */
export const byToken = (owner: string, token: { name: string; kind: TokenKind } | undefined): string =>
  token === undefined ? owner : `${token.kind === "agent" ? "agent " : ""}token “${token.name}” of ${owner}`;

/** Why a token may not do something; undefined where no token asks. */
export const lackWords = (
  token: { scopes: readonly string[] } | undefined,
  permission: string,
): string | undefined => {
  if (token === undefined) return undefined;
  return token.scopes.includes(permission)
    ? "The owner of this token may not do this"
    : `This token has no scope “${permission}”`;
};
