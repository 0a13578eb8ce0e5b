import "server-only";
import type { ChangeKind } from "#lib/changes/kinds/kind.ts";
import type { Described, RunContext } from "#lib/changes/types.ts";
import { knownLink } from "#lib/directory/doors/data.ts";
import { removeLink } from "#lib/directory/doors/mutations.ts";
import { linkLabel } from "#lib/directory/doors/words.ts";
import { collectPages } from "#lib/vendors/pages.ts";
import type { VendorClient } from "#lib/vendors/port.ts";
import { orgRoleTitle } from "#lib/vendors/role-words.ts";
import { operation } from "./shared.ts";

const GONE = "Deleted";
/** Pages of links that are looked through. */
const MAX_PAGES = 20;

export const orgDeleteLink: ChangeKind<"org.deleteLink"> = {
  name: "org.deleteLink",
  supported: (capabilities) => capabilities.doors,
  scope: ({ connectionId }) => ({ connectionId }),
  target: ({ connectionId, linkId }) => `link:${connectionId}:${linkId}`,

  async plan(ctx) {
    const { linkId } = ctx.input;
    const { organization } = ctx.names;
    const link =
      (await knownLink(ctx.connection.id, linkId)) ??
      (await ctx.ask?.vendor((client, signal) => findLink(client, ctx.facts, linkId, signal)));
    const label = linkLabel(link ?? { id: linkId });
    const key = `link:${ctx.connection.id}:${linkId}`;
    const words = { title: `Delete the ${label} of ${organization}`, subject: label };
    if (!link || ctx.expected.get(key) === null)
      return { ...words, before: GONE, after: GONE, calls: 0, skip: `The ${label} was already gone` };
    const joins = link.role === undefined ? "" : ` as ${orgRoleTitle(link.role).toLowerCase()}`;
    const described: Described = {
      ...words,
      before: `Open: whoever has it joins${joins}`,
      after: GONE,
      calls: 1,
      irreversible: true,
      expects: [[key, null]],
      warnings: [
        {
          code: "LINK_GONE",
          text: `Nobody can join ${organization} by this link any more. A new one has another address.`,
          confirm: false,
        },
      ],
    };
    return described;
  },

  async apply(ctx) {
    const remove = operation(ctx.client.deleteInviteLink, "delete invite links");
    const outcome = await remove(ctx.input.linkId, { signal: ctx.signal });
    if (outcome === "absent") return { state: "skipped", result: { gone: true } };
    return { state: "done", ...(outcome === "requested" ? { result: { requested: true } } : {}) };
  },

  async verify(ctx) {
    const found = await findLink(ctx.client, ctx.facts, ctx.input.linkId, ctx.signal);
    return { is: found ? "not-done" : "done" };
  },

  async settle(tx, ctx, applied, touchedAt) {
    if (!applied.result?.requested) await removeLink(tx, ctx.connection.id, ctx.input.linkId, touchedAt);
    return undefined;
  },

  // Links are no list that a sync reads: the page reads them when it is looked at.
  // Who can come in is shown, and read again, with the organization's people.
  lists: () => [{ of: "organization" }],

  never: () => "A new link would have another address",

  phrases: ({ description: { subject, teamName }, result }) => ({
    claim: result.requested
      ? `The ${subject} of ${teamName} was asked to be deleted`
      : `The ${subject} of ${teamName} was deleted`,
    attempt: `delete the ${subject} of ${teamName}`,
    skipped: `The ${subject} of ${teamName} was already gone`,
  }),
};

async function findLink(
  client: VendorClient,
  facts: RunContext<"org.deleteLink">["facts"],
  linkId: string,
  signal: AbortSignal,
) {
  const list = operation(client.listInviteLinks, "list invite links");
  const links = await collectPages((cursor) => list(cursor, { signal }), {
    vendor: facts.id,
    maxPages: MAX_PAGES,
  });
  return links.find(({ id }) => id === linkId);
}
