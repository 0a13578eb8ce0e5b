import { listMembers } from "#lib/directory/members/data.ts";
import { memberFilterSchema } from "#lib/directory/members/schema.ts";
import { listPeople } from "#lib/directory/people/data.ts";
import { personFilterSchema } from "#lib/directory/people/schema.ts";
import { listAllSecrets } from "#lib/directory/secrets/data.ts";
import { secretFilterSchema } from "#lib/directory/secrets/schema.ts";
import { listTeams } from "#lib/directory/teams/data.ts";
import { teamFilterSchema } from "#lib/directory/teams/schema.ts";
import { startStore } from "#lib/jobs/start-store.ts";
import { closeStore } from "#lib/store/db/connection.ts";
import type { StoreTimes } from "./store.ts";
import { median } from "./table.ts";

const READS = 100;
const [teamId = "", hugeId = ""] = process.argv.slice(2);
const viewer = { userId: "bench", name: "", email: "", role: "admin", sessionId: "", scope: "all" } as const;

async function time(read: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < READS; index++) {
    const startedAt = performance.now();
    await read();
    times.push(performance.now() - startedAt);
  }
  return median(times);
}

const member = (filter: Record<string, unknown>) => memberFilterSchema.parse(filter);
const person = (filter: Record<string, unknown>) => personFilterSchema.parse(filter);
await startStore();
const times: StoreTimes = {
  "first 100 of 10,000 members": await time(() => listMembers(teamId, member({}))),
  "10,000 members searched": await time(() => listMembers(teamId, member({ q: "ann" }))),
  "10,000 members from the middle, by last active": await time(() =>
    listMembers(teamId, member({ sort: "lastActive", dir: "desc", offset: 5_000 })),
  ),
  "first 100 of 100,000 members": await time(() => listMembers(hugeId, member({}))),
  "all teams": await time(() => listTeams(teamFilterSchema.parse({}), viewer)),
  "first 100 of all people": await time(() => listPeople(person({}))),
  "people searched": await time(() => listPeople(person({ q: "ann" }))),
  "owners and admins not active for 90 days": await time(() =>
    listPeople(person({ role: "managing", inactive: 90 })),
  ),
  "all secrets, oldest first": await time(() => listAllSecrets(secretFilterSchema.parse({}))),
};
await closeStore();
process.send?.(times, () => process.exit(0));
