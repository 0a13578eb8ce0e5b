/**
 * Has a child end when this process is told to. npm hands a signal to the shell in between, which may die without telling us: then
 * our parent changes.
 * @param {import("node:child_process").ChildProcess} child
 */
export function endWith(child) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  if (!process.env.npm_lifecycle_event || process.platform === "win32") return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill("SIGTERM");
  }, 500).unref();
}
