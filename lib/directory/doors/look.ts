import "server-only";
import { AppError } from "#lib/core/errors.ts";
import { getDoors } from "#lib/directory/doors/data.ts";
import { readDoors } from "#lib/directory/doors/read.ts";
import type { DoorsRead } from "#lib/directory/doors/schema.ts";

/** Reads an organization's doors and answers them, with what could not be read. Throws NOT_FOUND, also for who may not see it. */
export async function lookAtDoors(connectionId: string): Promise<DoorsRead> {
  const [known] = await getDoors([connectionId]);
  // Without its list of people the organization itself is not there for the viewer.
  if (!known?.teamId) throw new AppError("NOT_FOUND", { reason: "This connection is gone" });
  const problem = await readDoors(connectionId);
  const [doors = known] = await getDoors([connectionId]);
  return { doors, ...(problem ? { problem } : {}) };
}
