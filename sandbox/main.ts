import { parseArgs } from "node:util";
import { startSandbox } from "./server.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    host: { type: "string", default: "127.0.0.1" },
    demo: { type: "boolean", default: false },
    // As far as real vendors are: what stands on a page while it waits is seen by whoever tries it.
    latency: { type: "string", default: "250" },
    // The file that a Rollcall under test reads its clock from (ROLLCALL_TEST_CLOCK).
    clock: { type: "string" },
    "with-parent": { type: "boolean", default: false },
  },
});

const meanMs = Number(values.latency);
if (!(meanMs >= 0)) throw new Error(`--latency takes milliseconds, not "${values.latency}"`);
const sandbox = await startSandbox({
  port: Number(values.port),
  host: values.host,
  latency: { meanMs, spreadMs: meanMs * 0.4 },
  ...(values.clock ? { clockFile: values.clock } : {}),
});
if (values.demo) {
  const { seedDemo } = await import("./demo.ts");
  await seedDemo(sandbox.control);
}

const stop = (): void => {
  void sandbox.close().then(() => process.exit(0));
};
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
if (values["with-parent"]) process.stdin.resume().once("end", stop).once("error", stop);

const { url, paperspaceUrl, gitbookUrl } = sandbox;
console.log(JSON.stringify({ url, paperspaceUrl, gitbookUrl, pid: process.pid }));
