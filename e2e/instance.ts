/** What global setup started, as the workers learn it. */
export type Instance = { url: string; sandboxUrl: string; paperspaceUrl: string; gitbookUrl: string };

export const ADMIN = { email: "admin@rollcall.example", password: "a long and unusual passphrase" };

export function publishInstance(instance: Instance): void {
  process.env.ROLLCALL_E2E_INSTANCE = JSON.stringify(instance);
}

export function instance(): Instance {
  const text = process.env.ROLLCALL_E2E_INSTANCE;
  if (!text) throw new Error("global setup did not run");
  return JSON.parse(text) as Instance;
}
