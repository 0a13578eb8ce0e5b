import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { expect, it } from "vitest";

const SCRIPT = `
  import { spawn } from "node:child_process";
  import { endWith } from ${JSON.stringify(path.join(import.meta.dirname, "end-with.mjs"))};
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 20_000)"]);
  endWith(child);
  child.on("exit", (_, signal) => { console.log("ended by " + signal); process.exit(); });
  console.log("up");
`;

it.skipIf(process.platform === "win32")(
  "ends a child when the shell between npm and us died silently",
  async () => {
    // What follows the command keeps the shell from becoming it.
    const shell = spawn("sh", ["-c", `"$NODE" --input-type=module -e "$SCRIPT"; true`], {
      env: { ...process.env, npm_lifecycle_event: "start", NODE: process.execPath, SCRIPT },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    shell.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said === "up\n") shell.kill("SIGKILL");
    });
    await once(shell.stdout, "close");
    expect(said).toBe("up\nended by SIGTERM\n");
  },
  30_000,
);
