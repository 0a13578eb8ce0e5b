import { movedBy, moveTo, nowIso } from "./clock.ts";
import { describeTenant, tenantState } from "./describe.ts";
import { type ArmedFault, arm } from "./faults.ts";
import { mutateTenant } from "./mutations.ts";
import type { Grant } from "./store.ts";
import { createGitbook, createPaperspace } from "./tenants.ts";
import { chooseTokenUser } from "./token-user.ts";
import type { Call, SandboxControl, TenantOptions, Vendor, Violation } from "./types.ts";

const KEPT_CALLS = 20_000;
const NOBODY = "";

/** What an answer takes where a test sets nothing else: evenly spread around the mean. */
export interface Latency {
  meanMs: number;
  spreadMs: number;
}

/** Answers at once: for what runs in the same process as the sandbox and is not about time. */
export const AT_ONCE: Latency = { meanMs: 0, spreadMs: 0 };

/** What is known of one token, whether it opens anything or not. */
export interface TokenLog {
  calls: Call[];
  violations: Violation[];
  faults: ArmedFault[];
  /** Set for this token alone; without it each call takes a time of the sandbox's own. */
  latencyMs: number | undefined;
  inFlight: number;
  maxConcurrent: number;
  /** Calls so far, cleared ones included. */
  count: number;
  /** Calls of the window that its limit counts now. */
  window: { endsAt: number; used: number };
}

/** Everything one sandbox holds: tenants, their tokens, and what was called with each. */
export class World {
  readonly grants = new Map<string, Grant>();
  readonly logs = new Map<string, TokenLog>();
  faults: ArmedFault[] = [];
  readonly control: SandboxControl = makeControl(this);
  readonly #latency: Latency;
  /** Where a Rollcall reads what the clock is moved by. */
  readonly clockFile: string | undefined;

  constructor(latency: Latency, clockFile?: string) {
    this.#latency = latency;
    this.clockFile = clockFile;
  }

  /** How long the vendor takes for a call with this token, in milliseconds. */
  latencyMs(log: TokenLog): number {
    if (log.latencyMs !== undefined) return log.latencyMs;
    const { meanMs, spreadMs } = this.#latency;
    return Math.max(0, meanMs + (Math.random() * 2 - 1) * spreadMs);
  }

  log(token: string): TokenLog {
    const known = this.logs.get(token);
    if (known !== undefined) return known;
    const log: TokenLog = {
      calls: [],
      violations: [],
      faults: [],
      latencyMs: undefined,
      inFlight: 0,
      maxConcurrent: 0,
      count: 0,
      window: { endsAt: 0, used: 0 },
    };
    this.logs.set(token, log);
    return log;
  }

  addCall(token: string, call: Call): void {
    const { calls } = this.log(token);
    calls.push(call);
    if (calls.length > KEPT_CALLS) calls.splice(0, KEPT_CALLS / 2);
  }

  violate(token: string, vendor: Vendor, method: string, path: string, message: string): void {
    this.log(token).violations.push({ at: nowIso(), vendor, method, path, message });
  }

  grantOf(token: string): Grant {
    const grant = this.grants.get(token);
    if (grant === undefined) throw new Error(`No tenant has the token ${token}`);
    return grant;
  }

  createTenant(options: TenantOptions): Grant {
    const { token, vendor, aliasOf } = options;
    if (token === NOBODY || token === "*") throw new Error("A tenant needs a token");
    const tenant =
      aliasOf !== undefined
        ? this.grantOf(aliasOf).tenant
        : vendor === "paperspace"
          ? createPaperspace(options)
          : createGitbook(options);
    if (tenant.vendor !== vendor) throw new Error(`${aliasOf} opens no tenant of ${vendor}`);
    const grant = { token, tenant, userId: chooseTokenUser(tenant, options), revoked: false };
    this.grants.set(token, grant);
    this.logs.delete(token);
    return grant;
  }
}

const makeControl = (world: World): SandboxControl => ({
  moveClock: async (ms) => {
    moveTo(movedBy() + ms, world.clockFile);
    return nowIso();
  },
  createTenant: async (options) => describeTenant(world.createTenant(options)),
  revokeToken: async (token) => {
    world.grantOf(token).revoked = true;
  },
  state: async (token) => tenantState(world.grantOf(token).tenant),
  mutate: async (token, mutation) => mutateTenant(world.grantOf(token).tenant, mutation),
  setFaults: async (token, faults) => {
    if (token === "*") world.faults = arm(faults);
    else world.log(token).faults = arm(faults);
  },
  clearFaults: async (token) => {
    if (token === undefined || token === "*") world.faults = [];
    for (const [name, log] of world.logs) if (token === undefined || token === name) log.faults = [];
  },
  calls: async (token) =>
    token === "*"
      ? [...world.logs.values()].flatMap((log) => log.calls).sort((a, b) => (a.at < b.at ? -1 : 1))
      : [...world.log(token).calls],
  clearCalls: async (token) => {
    for (const [name, log] of world.logs)
      if (token === "*" || token === name) Object.assign(log, { calls: [], maxConcurrent: log.inFlight });
  },
  maxConcurrent: async (token) => world.log(token).maxConcurrent,
  setLatency: async (token, latencyMs) => {
    world.log(token).latencyMs = latencyMs;
  },
  violations: async (token) =>
    token === "*"
      ? [...world.logs.values()].flatMap((log) => log.violations)
      : [...world.log(token).violations],
  clearViolations: async (token) => {
    for (const [name, log] of world.logs) if (token === "*" || token === name) log.violations = [];
  },
});
