import type { PlaywrightWorkerArgs } from "@playwright/test";
import type { Witness } from "./witness.ts";

type Sent = { data?: unknown; headers?: Record<string, string> };

/** The API as a program asks it, through a witness. */
export type Api = Pick<Witness, "document" | "asked"> & {
  ask: (method: "GET" | "POST", path: string, sent?: Sent) => Promise<{ status: number; body: unknown }>;
  close: () => Promise<void>;
};

export async function openApi(
  playwright: PlaywrightWorkerArgs["playwright"],
  { url, document, asked }: Witness,
  token: string,
): Promise<Api> {
  const program = await playwright.request.newContext({
    baseURL: url,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  return {
    document,
    asked,
    ask: async (method, path, sent = {}) => {
      const response = await program.fetch(`/api/v1${path}`, { method, ...sent });
      const text = await response.text();
      return { status: response.status(), body: text === "" ? undefined : JSON.parse(text) };
    },
    close: () => program.dispose(),
  };
}
