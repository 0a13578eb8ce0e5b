import type { Page, Request } from "@playwright/test";

/** What comes in place of the answer: nothing, a proxy's page with its status, or a page with 200. */
export type InPlace = "nothing" | "bad gateway" | "gateway timeout" | "a page";
export type Losing = {
  /** How many answers were lost so far. */
  lost(): number;
  /** Nothing can be read either, until `askable`. */
  unaskable(): void;
  askable(): void;
};

const PROXY_PAGE = "<!doctype html><html><head><title>Proxy</title></head><body><h1>Proxy</h1></body></html>";
const STATUS: Record<Exclude<InPlace, "nothing">, number> = {
  "bad gateway": 502,
  "gateway timeout": 504,
  "a page": 200,
};

/** Changes that are applied. */
const applies = (request: Request): boolean => request.postData()?.includes('"acknowledged"') === true;
export const anyAction = (): boolean => true;

/**
 * Loses the browser's answers of server actions: the request reaches the server, which does its work, and what comes back
 * is something else. The first `times` that `which` picks; those that apply changes unless given.
 */
export async function loseAnswers(
  page: Page,
  {
    times = 1,
    inPlace = "nothing",
    which = applies,
  }: { times?: number; inPlace?: InPlace; which?: (request: Request) => boolean } = {},
): Promise<Losing> {
  let lost = 0;
  let isAskable = true;
  await page.route("**/*", async (route) => {
    const request = route.request();
    if (!isAskable && request.url().includes("/api/")) return route.abort("connectionfailed");
    const isAction = request.method() === "POST" && request.headers()["next-action"] !== undefined;
    if (!isAction || lost >= times || !which(request)) return route.fallback();
    lost++;
    await route.fetch();
    if (inPlace === "nothing") return route.abort("connectionreset");
    return route.fulfill({ status: STATUS[inPlace], contentType: "text/html", body: PROXY_PAGE });
  });
  return {
    lost: () => lost,
    unaskable: () => {
      isAskable = false;
    },
    askable: () => {
      isAskable = true;
    },
  };
}
