import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";

const PATIENCE_MS = 120_000;
const LOOK_MS = 100;

/** Rollcall's copy of the vendors' lists, from outside: how old it is, and whether it is being read. */
export type Copy = {
  file: string;
  /** Resolves to Rollcall's id of a vendor's team once all its lists were read and nothing is being read. */
  settledTeam: (vendorTeamId: string) => Promise<string>;
  /** Resolves once nothing is being read and nothing waits for its turn. */
  settled: () => Promise<void>;
  /** Makes every list as if it had been read just now, but this team's members so long ago. */
  age: (teamId: string, ms: number) => void;
  close: () => void;
};

export function openCopy(dataDir: string): Copy {
  const file = path.join(dataDir, "rollcall.db");
  const store = new DatabaseSync(file, { timeout: 5_000 });
  const busy = store.prepare(
    "select count(*) as n from lists where requested_at is not null or lease_until > ?",
  );
  const team = store.prepare(
    `select teams.id from teams join lists on lists.team_id = teams.id and lists.part = 'members'
     where teams.vendor_team_id = ? and lists.synced_at is not null`,
  );
  const until = async <T>(look: () => T | undefined): Promise<T> => {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (performance.now() > deadline) throw new Error("the sync did not end in time");
      await setTimeout(LOOK_MS);
    }
  };
  const isSettled = (): true | undefined => (busy.get(new Date().toISOString())?.n === 0 ? true : undefined);
  return {
    file,
    settledTeam: (vendorTeamId) =>
      until(() => (isSettled() ? (team.get(vendorTeamId)?.id as string | undefined) : undefined)),
    settled: async () => void (await until(isSettled)),
    age: (teamId, ms) => {
      const [now, then] = [0, ms].map((ago) => new Date(Date.now() - ago).toISOString());
      store
        .prepare("update lists set synced_at = iif(id = ?, ?, ?) where synced_at is not null")
        .run(`${teamId}:members`, then ?? "", now ?? "");
    },
    close: () => store.close(),
  };
}
