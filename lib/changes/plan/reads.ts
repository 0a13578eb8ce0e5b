import "server-only";
import type { AskWhen, LiveAsk, Remember } from "#lib/changes/kinds/kind.ts";
import { getConnectionRef, getTeamRef } from "#lib/changes/kinds/refs.ts";
import type { ConnectionRef, TeamRef } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import { log } from "#lib/core/log.ts";
import { openConnection } from "#lib/directory/connections/open.ts";

/** How long a plan may wait for a vendor's live answer. */
const LIVE_MS = 2_000;

/** What a plan asks the store once, however many of its changes want to know it. */
export function memory(): Remember {
  const known = new Map<string, Promise<unknown>>();
  return <T>(key: string, read: () => Promise<T>): Promise<T> => {
    const found = (known.get(key) as Promise<T> | undefined) ?? read();
    known.set(key, found);
    return found;
  };
}

/** Reads each team and connection once a plan. */
export function scopeReader() {
  const teams = new Map<string, Promise<TeamRef | undefined>>();
  const connections = new Map<string, Promise<ConnectionRef | undefined>>();
  return {
    async team(id: string): Promise<TeamRef> {
      const known = teams.get(id) ?? getTeamRef(id);
      teams.set(id, known);
      const team = await known;
      if (!team) throw new AppError("NOT_FOUND", { reason: "This team is gone" });
      return team;
    },
    async connection(id: string): Promise<ConnectionRef> {
      const known = connections.get(id) ?? getConnectionRef(id);
      connections.set(id, known);
      const connection = await known;
      if (!connection) throw new AppError("NOT_FOUND", { reason: "This connection was deleted" });
      return connection;
    },
  };
}

/** One question to the vendor, whose failure is no failure of the plan: the store's answer stands then. */
export const liveAsk = (connectionId: string, when: AskWhen): LiveAsk => ({
  when,
  async vendor(question) {
    try {
      const signal = AbortSignal.timeout(LIVE_MS);
      const { client } = await openConnection(connectionId);
      return await question(client, signal);
    } catch (error) {
      log.debug({ connectionId, error: (error as Error).name }, "A plan's live question went unanswered");
      return undefined;
    }
  },
});
