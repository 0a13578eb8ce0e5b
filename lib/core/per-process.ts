/**
 * One instance of something per server process, under a name.
 * Next bundles pages, routes, instrumentation and proxy apart, so a module's top level runs several times in one
 * process; what must exist once hangs on `globalThis` instead.
 */
export function perProcess<T>(name: string, make: () => T): T {
  const key = Symbol.for(`rollcall.${name}`);
  const holder = globalThis as unknown as Record<symbol, T | undefined>;
  const existing = holder[key];
  if (existing !== undefined) return existing;
  const made = make();
  holder[key] = made;
  return made;
}

/** Forgets what `perProcess` made under a name. For tests and for shutting down. */
export function forgetPerProcess(name: string): void {
  delete (globalThis as unknown as Record<symbol, unknown>)[Symbol.for(`rollcall.${name}`)];
}

/** Forgets everything that `perProcess` made. For tests. */
export function forgetAllPerProcess(): void {
  for (const key of Object.getOwnPropertySymbols(globalThis))
    if (Symbol.keyFor(key)?.startsWith("rollcall."))
      delete (globalThis as unknown as Record<symbol, unknown>)[key];
}
