import type { Browser, Page } from "@playwright/test";
import {
  ADMIN,
  AS_ADMIN,
  AS_DEMO,
  everythingSynced,
  type Servers,
  START_MS,
  type StorageState,
  signIn,
  startServers,
} from "./instance.ts";
import { actOut, type Places } from "./plot.ts";

/** Who looks at a page, and where. */
export type Who =
  /** An admin of the demo. */
  | "admin"
  /** Somebody of the demo who may only look. */
  | "viewer"
  /** Nobody, at the demo's server. */
  | "visitor"
  /** The admin of a server without connections, who signed in hours ago. */
  | "empty"
  /** Somebody whose role asks for two-factor. */
  | "strict"
  /** Nobody, at a server with another sign-in besides the password. */
  | "strictVisitor"
  /** Whoever opens a new server first. */
  | "first";

type Camera = { url: string; state?: StorageState };
export type Staged = { people: Record<Who, Camera>; places: Places; stop: () => Promise<void> };

const HOUR_MS = 3_600_000;
/** Nothing is sent to it before somebody presses its button. */
const ACME = {
  id: "acme",
  name: "Acme",
  issuer: "http://127.0.0.1:9",
  clientId: "rollcall",
  clientSecret: "a secret of the pictures",
};

/** Starts the servers and does on them what the pictures are to show: the same in every run. */
export async function setTheStage(browser: Browser): Promise<Staged> {
  const servers = await startServers({ fixedClock: true });
  try {
    const demo = await servers.start({ ...AS_DEMO, ROLLCALL_WEBHOOK_ALLOW: "127.0.0.1" });
    // One after the other: a machine that is busy is slow enough with one server that reads everything at once.
    const played = await playDemo(browser, demo.url, servers.sandboxUrl);
    const empty = await startEmpty(browser, servers);
    const strict = await startStrict(browser, servers);
    const first = await servers.start({});
    return {
      people: {
        admin: { url: demo.url, state: played.admin },
        viewer: { url: demo.url, state: played.viewer },
        visitor: { url: demo.url },
        empty,
        strict,
        strictVisitor: { url: strict.url },
        first: { url: first.url },
      },
      places: played.places,
      stop: servers.stop,
    };
  } catch (error) {
    await servers.stop();
    throw error;
  }
}

async function openPage(browser: Browser, baseURL: string): Promise<Page> {
  const context = await browser.newContext({ baseURL, locale: "en-GB" });
  const page = await context.newPage();
  page.setDefaultTimeout(180_000);
  return page;
}

/** The cookies of a page's browser, which is closed. */
async function leave(page: Page): Promise<StorageState> {
  const state = await page.context().storageState();
  await page.context().close();
  return state;
}

async function playDemo(
  browser: Browser,
  url: string,
  sandboxUrl: string,
): Promise<{ admin: StorageState; viewer: StorageState; places: Places }> {
  const page = await openPage(browser, url);
  await signIn(page);
  await everythingSynced(page);
  const { places, viewer } = await actOut(browser, page, sandboxUrl);
  return { admin: await leave(page), viewer, places };
}

async function startEmpty(browser: Browser, servers: Servers): Promise<Camera> {
  const early = await servers.start(AS_ADMIN);
  const page = await openPage(browser, early.url);
  await signIn(page);
  const state = await leave(page);
  await early.stop();
  // By the clock of the same server two hours later, the sign-in is no fresh proof any more.
  const env = { ROLLCALL_DATA_DIR: early.dataDir, PICTURES_START_MS: String(START_MS + 2 * HOUR_MS) };
  const { url } = await servers.start({ ...AS_ADMIN, ...env });
  return { url, state };
}

async function startStrict(browser: Browser, servers: Servers): Promise<Camera> {
  const env = { ROLLCALL_TWO_FACTOR_ROLES: "admin", ROLLCALL_OIDC: JSON.stringify([ACME]) };
  const { url } = await servers.start({ ...AS_ADMIN, ...env });
  const page = await openPage(browser, url);
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(ADMIN.email);
  await page.getByLabel("Password").fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Set up two-factor" }).waitFor();
  return { url, state: await leave(page) };
}
