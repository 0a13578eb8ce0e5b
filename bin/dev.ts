import { spawn } from "node:child_process";
import path from "node:path";
import { latencyFrom, root, startSandbox } from "./child.ts";

// `npm run dev -- --sandbox` develops against made-up vendors.
const sandbox = process.argv.includes("--sandbox")
  ? await startSandbox(["--demo", ...latencyFrom(process.argv)])
  : undefined;
const vendors = sandbox
  ? { PAPERSPACE_API_URL: sandbox.paperspaceUrl, GITBOOK_API_URL: sandbox.gitbookUrl }
  : {};

const child = spawn(
  path.join(root, "node_modules", ".bin", "next"),
  ["dev", "--hostname", process.env.HOST || "127.0.0.1", "--port", process.env.PORT || "3000"],
  { cwd: root, stdio: "inherit", env: { ...process.env, NODE_ENV: "development", ...vendors } },
);
process.on("exit", () => child.kill());
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
process.on("disconnect", () => child.kill());
child.on("exit", (code) => process.exit(code ?? 1));
