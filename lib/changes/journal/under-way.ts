import "server-only";
import { perProcess } from "#lib/core/per-process.ts";

const counts = () => perProcess("submissions-under-way", () => new Map<string, number>());
const nameOf = (userId: string, key: string): string => `${userId} ${key}`;

/** Runs what a submission asks for. Until it ended, who asks by its key hears that this process is still at it. */
export async function whileUnderWay<T>(userId: string, key: string, work: () => Promise<T>): Promise<T> {
  const name = nameOf(userId, key);
  counts().set(name, (counts().get(name) ?? 0) + 1);
  try {
    return await work();
  } finally {
    const left = (counts().get(name) ?? 1) - 1;
    if (left > 0) counts().set(name, left);
    else counts().delete(name);
  }
}

/** Whether this process is working on a submission of this user with this key. */
export const isUnderWay = (userId: string, key: string): boolean => counts().has(nameOf(userId, key));
