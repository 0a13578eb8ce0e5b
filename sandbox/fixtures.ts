import { type Sandbox, startSandbox } from "./server.ts";
import type { TenantDescription, TenantOptions, Vendor } from "./types.ts";

export interface Reply {
  status: number;
  body: unknown;
  text: string;
  headers: Headers;
}

export type Ask = (method: string, path: string, body?: unknown) => Promise<Reply>;

const parsed = (text: string): unknown => {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
};

/** A plain client of one vendor's half; paths are behind the vendor's base, queries in the path. */
export const asker =
  (sandbox: Sandbox, vendor: Vendor, token: string): Ask =>
  async (method, path, body) => {
    const base = vendor === "paperspace" ? sandbox.paperspaceUrl : sandbox.gitbookUrl;
    const response = await fetch(base + path, {
      method,
      headers: {
        ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text), text, headers: response.headers };
  };

export interface Opened {
  tenant: TenantDescription;
  ask: Ask;
  token: string;
}

/** A sandbox whose tenants are made with one call each, under tokens of their own. */
export const openSandbox = async () => {
  const sandbox = await startSandbox();
  let made = 0;
  return {
    sandbox,
    control: sandbox.control,
    close: sandbox.close,
    open: async (options: Omit<TenantOptions, "token">): Promise<Opened> => {
      made += 1;
      const token = `test-${options.vendor}-${made}`;
      const tenant = await sandbox.control.createTenant({ profile: "plain", ...options, token });
      return { tenant, token, ask: asker(sandbox, options.vendor, token) };
    },
  };
};
