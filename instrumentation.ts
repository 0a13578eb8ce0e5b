import type { Instrumentation } from "next";

/** Next calls it once per server process, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startRollcall } = await import("#lib/jobs/start.ts");
  await startRollcall();
}

/** What a page or route threw, in the log under the reference that the error page shows. */
export const onRequestError: Instrumentation.onRequestError = async (error, _request, context) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { logRequestError } = await import("#lib/core/request-error.ts");
  logRequestError(error, context.routePath);
};
