import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(path.join(ROOT, folder), { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** A module of the code by its path in the repository. */
export const load = (file: string): Promise<Record<string, unknown>> =>
  import(/* @vite-ignore */ path.join(ROOT, file)) as Promise<Record<string, unknown>>;

/** Every page of the code, and the layout that stands around those of signed-in people. */
export const findPages = async (): Promise<string[]> =>
  (await filesBelow("app")).filter(
    (file) => file.endsWith("/page.tsx") || file === "app/page.tsx" || file === "app/(dashboard)/layout.tsx",
  );

/** "GET app/api/teams/route.ts": every method of every route. */
export async function findRoutes(): Promise<string[]> {
  const files = (await filesBelow("app")).filter((file) => /\/route\.tsx?$/.test(file));
  const found = await Promise.all(
    files.map(async (file) => {
      const made = await load(file);
      return METHODS.filter((method) => method in made).map((method) => `${method} ${file}`);
    }),
  );
  return found.flat();
}

/** "lib/directory/teams/actions.ts#refreshTeamAction": every function that a file with "use server" exports. */
export async function findActions(): Promise<string[]> {
  const files = (await Promise.all(["app", "components", "lib"].map(filesBelow))).flat();
  const found: string[] = [];
  for (const file of files) {
    const text = await readFile(path.join(ROOT, file), "utf8");
    if (!/^\s*["']use server["']/m.test(text)) continue;
    // A function with its own "use server" would be an action that nobody can call here.
    if (!/^["']use server["']/m.test(text)) throw new Error(`${file} has an action inside a function`);
    const exported = Object.entries(await load(file)).filter(([, value]) => typeof value === "function");
    found.push(...exported.map(([name]) => `${file}#${name}`));
  }
  return found;
}
