import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "../../..");

/** What the page of the audit log tells people to type, over a file: how it ended, and what it said. */
export async function byOpenssl(text: string, key: string): Promise<{ code: number; said: string }> {
  const docs = await readFile(path.join(root, "docs/audit.md"), "utf8");
  const script = /```sh\n(plain\(\)[\s\S]*?)```/.exec(docs)?.[1];
  if (!script) throw new Error("docs/audit.md has no openssl line");
  const folder = await mkdtemp(path.join(tmpdir(), "rollcall-evidence-"));
  try {
    await writeFile(path.join(folder, "review.json"), text);
    const { stdout, stderr } = await run("sh", ["-c", script], {
      cwd: folder,
      env: { ...process.env, KEY: key },
    });
    return { code: 0, said: stdout + stderr };
  } catch (error) {
    const failed = error as { code?: number; stdout?: string; stderr?: string };
    return { code: failed.code ?? -1, said: `${failed.stdout}${failed.stderr}` };
  } finally {
    await rm(folder, { recursive: true });
  }
}
