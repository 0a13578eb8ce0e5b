import "server-only";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { installCounters } from "#lib/core/count.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { VERSION } from "#lib/core/version.ts";
import { GAUGES, type Jobs, readGauges } from "./gauges.ts";

type Metrics = { registry: Registry; gauges: Record<string, Gauge> };

/** Seconds: a vendor's quick answer, the usual ones, a slow one, and the timeout of a call. */
const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

const metrics = (): Metrics => perProcess("metrics-registry", make);

function make(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "rollcall_" });
  const registers = [registry];
  new Gauge({ name: "rollcall_info", help: "The version that runs", labelNames: ["version"], registers }).set(
    { version: VERSION },
    1,
  );
  const calls = new Histogram({
    name: "rollcall_vendor_call_seconds",
    help: "Calls of the vendors, every try counted, by operation and outcome",
    labelNames: ["vendor", "operation", "outcome"],
    buckets: BUCKETS,
    registers,
  });
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  const runs = counter("rollcall_sync_runs_total", "Sync runs that ended, by outcome", ["outcome"]);
  const changes = counter("rollcall_changes_total", "Changes that ended, by kind and outcome", [
    "kind",
    "outcome",
  ]);
  const signIns = counter("rollcall_sign_ins_total", "Attempts to sign in, by outcome", ["outcome"]);
  installCounters({
    vendorCall: (vendor, operation, outcome, seconds) =>
      calls.observe({ vendor, operation, outcome }, seconds),
    run: (outcome) => runs.inc({ outcome }),
    change: (kind, outcome) => changes.inc({ kind, outcome }),
    signIn: (outcome) => signIns.inc({ outcome }),
  });
  const gauges = Object.fromEntries(
    Object.entries(GAUGES).map(([name, [help, labelNames]]) => [
      name,
      new Gauge({ name, help, labelNames: [...labelNames], registers }),
    ]),
  );
  return { registry, gauges };
}

/** Begins to count. Once per process; further calls do nothing. */
export function startMetrics(): void {
  metrics();
}

/** All of it in Prometheus' text format, with what the jobs and the store say now. */
export async function readMetrics(jobs: Jobs): Promise<{ contentType: string; text: string }> {
  const { registry, gauges } = metrics();
  const readings = await readGauges(jobs);
  for (const gauge of Object.values(gauges)) gauge.reset();
  for (const { name, labels, value } of readings) gauges[name]?.set(labels, value);
  return { contentType: registry.contentType, text: await registry.metrics() };
}
