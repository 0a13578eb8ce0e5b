import type { SandboxControl } from "./types.ts";

/** The control interface of a sandbox in another process, over HTTP. `url` is the sandbox's own. */
export const sandboxControl = (url: string): SandboxControl => {
  const call =
    <Args extends unknown[], Result>(operation: string) =>
    async (...args: Args): Promise<Result> => {
      const response = await fetch(`${url}/control/${operation}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ args }),
      });
      const answer = (await response.json()) as { result: Result; error?: string };
      if (!response.ok) throw new Error(`sandbox ${operation}: ${answer.error}`);
      return answer.result;
    };
  return {
    moveClock: call("moveClock"),
    createTenant: call("createTenant"),
    revokeToken: call("revokeToken"),
    state: call("state"),
    mutate: call("mutate"),
    setFaults: call("setFaults"),
    clearFaults: call("clearFaults"),
    calls: call("calls"),
    clearCalls: call("clearCalls"),
    maxConcurrent: call("maxConcurrent"),
    setLatency: call("setLatency"),
    violations: call("violations"),
    clearViolations: call("clearViolations"),
  };
};
