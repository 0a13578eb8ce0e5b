import { NextRequest } from "next/server";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { can, PERMISSIONS } from "#lib/auth/permissions.ts";
import { db } from "#lib/db/connection.ts";
import { useTestStore } from "#lib/db/testing.ts";
import { type Half, halfOf, insertWorld, OURS, THEIRS } from "#lib/grants/testing-world.ts";
import { EMPTY_FORM } from "./form-state.ts";
import { ACTIONS, type Needs, PAGES, ROUTES } from "./testing-cases.ts";
import { ACTORS, type Actor, type ActorName, actAs, everyActor, ORIGIN } from "./testing-request.ts";
import { findActions, findPages, findRoutes, load } from "./testing-walk.ts";

const request = vi.hoisted(() => ({ headers: new Headers(), cookies: new Map<string, string>() }));
vi.mock("next/headers", async () => (await import("./testing-headers.ts")).mockHeaders(request));
vi.mock("next/cache", async () => (await import("./testing-headers.ts")).mockCache());

const LIES = { role: "admin", isOwner: true, isAdmin: true, permission: "team.read", scope: "all" };
const NONE: Half = {
  connectionId: "none",
  organizationId: "none",
  teamId: "none",
  otherTeamId: "none",
  secretId: "none",
  personId: "none",
  batchId: "none",
  changeId: "none",
};

/** What somebody got: which gate stopped them, if one did, and all that was said. */
type Got = { gate: "UNAUTHENTICATED" | "FORBIDDEN" | "INVALID" | undefined; body: string };

const actors = {} as Record<ActorName, Actor>;
const half = halfOf(OURS);
const adminId = () => actors.admin.userId ?? "";

/** All text of a value, whatever refers to what in it: of a page's elements, every prop. */
function text(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || seen.has(value)) return "";
  seen.add(value);
  const parts = value instanceof Map ? [...value.entries()] : Object.values(value);
  return parts.map((part) => text(part, seen)).join("\n");
}

const refusals = async (): Promise<number> =>
  (await db().selectFrom("events").select("seq").where("action", "=", "access.refused").execute()).length;

async function askPage(file: string, params: Record<string, unknown>): Promise<Got> {
  const page = await load(file);
  const props = {
    params: Promise.resolve(params),
    searchParams: Promise.resolve({ ...LIES, userId: adminId() }),
    children: null,
  };
  let got: Got = { gate: undefined, body: "" };
  let known = await refusals();
  for (const part of [page.default, page.generateMetadata]) {
    if (typeof part !== "function") continue;
    const one = await Promise.resolve()
      .then(() => part(props))
      .then(
        (made): Got => ({ gate: undefined, body: text(made) }),
        (thrown: Error & { digest?: string }): Got => {
          const digest = thrown.digest ?? "";
          if (digest.includes(";/sign-in")) return { gate: "UNAUTHENTICATED", body: "" };
          if (digest === "NEXT_HTTP_ERROR_FALLBACK;404" || digest.startsWith("NEXT_REDIRECT"))
            return { gate: undefined, body: digest };
          throw thrown;
        },
      );
    // A page that somebody may not see looks like one that is not there; the log knows which it was.
    if (one.gate === undefined && (await refusals()) > known) one.gate = "FORBIDDEN";
    known = await refusals();
    got = { gate: got.gate ?? one.gate, body: got.body + one.body };
    // Whoever is let in at one of the two doors is let in.
    if (one.gate === undefined && part === page.generateMetadata) got.gate = undefined;
  }
  return got;
}

async function askRoute(
  name: string,
  params: Record<string, unknown>,
  query: string,
  body?: string,
): Promise<Got> {
  const [method = "", file = ""] = name.split(" ");
  const handler = (await load(file))[method];
  if (typeof handler !== "function") throw new Error(`${name} is no handler`);
  return askHandler(handler as Handler, method, params, query, body);
}

type Handler = (request: NextRequest, context: unknown) => Promise<Response>;
async function askHandler(
  handler: Handler,
  method: string,
  params: Record<string, unknown>,
  query: string,
  body?: string,
): Promise<Got> {
  const lies = new URLSearchParams({ isOwner: "true", permission: "team.read", viewer: adminId() });
  const asked = new NextRequest(`${ORIGIN}/api/x?${query}&${lies}`, {
    method,
    headers: request.headers,
    ...(body === undefined ? {} : { body }),
  });
  const response = await handler(asked, { params: Promise.resolve(params) });
  const said = await bodyOf(response);
  const gate =
    response.status === 401 ? "UNAUTHENTICATED" : response.status === 403 ? "FORBIDDEN" : undefined;
  return { gate, body: said };
}

/** Exports send lines of text, which only Next's own server turns into bytes. */
async function bodyOf(response: Response): Promise<string> {
  if (!response.body) return "";
  let said = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body as AsyncIterable<Uint8Array | string>)
    said += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
  return said;
}

async function askAction(name: string, input: unknown, isForm: boolean): Promise<Got> {
  const [file = "", rest = ""] = name.split("#");
  const call = (await load(file))[rest.split(" ")[0] ?? ""];
  if (typeof call !== "function") throw new Error(`${name} is no action`);
  const args = isForm ? [EMPTY_FORM, formOf(input)] : input === undefined ? [] : [input];
  const made = await Promise.resolve()
    .then(() => call(...args))
    .catch((thrown: Error & { digest?: string }) => {
      if (!thrown.digest?.startsWith("NEXT_REDIRECT")) throw thrown;
      return { data: "redirected" };
    });
  const { serverError, error, validationErrors } = (made ?? {}) as Record<
    string,
    { code?: string } | undefined
  >;
  const code = serverError?.code ?? error?.code ?? (validationErrors ? "INVALID" : undefined);
  const isGate = code === "UNAUTHENTICATED" || code === "FORBIDDEN" || code === "INVALID";
  return { gate: isGate ? code : undefined, body: text(made) };
}

function formOf(fields: unknown): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...(fields as object), ...LIES }))
    form.set(name, String(value));
  return form;
}

const lying = (input: unknown): unknown =>
  typeof input === "object" && input !== null ? { ...input, ...LIES, userId: adminId() } : input;

const expected = (actor: ActorName, needs: Needs): Got["gate"] => {
  const { role } = actors[actor];
  if (needs === "public") return undefined;
  if (role === undefined) return "UNAUTHENTICATED";
  return needs === "session" || can({ role }, needs) ? undefined : "FORBIDDEN";
};

/** Everything that somebody who is refused could have changed: all rows, but for the refusals themselves. */
async function everything(): Promise<unknown> {
  const tables = [
    "connections",
    "teams",
    "members",
    "secrets",
    "batches",
    "changes",
    "users",
    "links",
  ] as const;
  const more = [
    "policies",
    "webhooks",
    "uploads",
    "invitations",
    "person_links",
    "offboarding_items",
  ] as const;
  const rows = await Promise.all(
    [...tables, ...more].map((table) => db().selectFrom(table).selectAll().execute()),
  );
  const events = await db()
    .selectFrom("events")
    .select("seq")
    .where("action", "not in", ["access.refused", "access.flood"])
    .execute();
  return { rows, events: events.length };
}

const names = (body: string): string[] =>
  [OURS, THEIRS, "Shared Person"].filter((word) => body.includes(word));

type Case = { name: string; needs: Needs; ask: (with_: { half: Half; lies: boolean }) => Promise<Got> };
const CASES: Case[] = [
  ...Object.entries(PAGES).map(
    ([name, it]): Case => ({
      name,
      needs: it.needs,
      ask: () => askPage(name, it.params?.(half) ?? {}),
    }),
  ),
  ...Object.entries(ROUTES).map(
    ([name, it]): Case => ({
      name,
      needs: it.needs,
      ask: () => askRoute(name, it.params?.(half) ?? {}, it.query?.(half) ?? "", it.body),
    }),
  ),
  ...Object.entries(ACTIONS).map(
    ([name, it]): Case => ({
      name,
      needs: it.needs,
      ask: (given) => {
        const input = it.input(given.half, given.lies ? adminId() : "none");
        return askAction(name, given.lies && !it.isForm ? lying(input) : input, it.isForm === true);
      },
    }),
  ),
];

describe("every page, route and server action", () => {
  useTestStore({
    ROLLCALL_URL: ORIGIN,
    GITBOOK_API_URL: "http://127.0.0.1:9",
    PAPERSPACE_API_URL: "http://127.0.0.1:9",
  });
  beforeAll(async () => {
    Object.assign(actors, await everyActor(request));
    await insertWorld(adminId());
  });

  it("has a case, and every case is of something that is there", async () => {
    expect(Object.keys(PAGES).sort()).toEqual((await findPages()).sort());
    expect(Object.keys(ROUTES).sort()).toEqual((await findRoutes()).sort());
    const actions = new Set(Object.keys(ACTIONS).map((name) => name.split(" ")[0]));
    expect([...actions].sort()).toEqual((await findActions()).sort());
  });

  it("needs a permission of the table, or none on purpose", () => {
    const known = [...Object.keys(PERMISSIONS), "public", "session"];
    expect(CASES.filter((it) => !known.includes(it.needs))).toEqual([]);
    const open = CASES.filter((it) => it.needs === "public").map((it) => it.name);
    // What strangers may ask for: a page that is added here is a door that is opened.
    expect(
      open.filter((name) => !/\(auth\)|^lib\/auth\/|api\/(auth|health|ready|metrics)/.test(name)),
    ).toEqual([]);
  });

  for (const actor of ACTORS) {
    it(`tells ${actor} no more, and does no more for them, than their role allows`, async () => {
      const before = await everything();
      for (const { name, needs, ask } of CASES) {
        const gate = expected(actor, needs);
        if (gate === undefined) continue;
        for (const lies of [false, true]) {
          actAs(request, actors[actor]);
          const got = await ask({ half, lies });
          // Where the kind of a change decides, its schema may turn the lies away before the kind is looked at.
          const asExpected =
            lies && got.gate === "INVALID" && /#(plan|apply)Action/.test(name) ? "INVALID" : gate;
          expect([name, got.gate, names(got.body)]).toEqual([name, asExpected, []]);
        }
      }
      expect(await everything()).toEqual(before);
    });
  }

  for (const actor of ["viewer", "operator", "admin"] as const) {
    it(`lets ${actor} in where their role allows it`, async () => {
      for (const { name, needs, ask } of CASES) {
        if (needs === "public" || expected(actor, needs) !== undefined) continue;
        actAs(request, actors[actor]);
        const got = await ask({ half: /^app|^GET/.test(name) ? half : NONE, lies: false });
        expect([name, got.gate === "INVALID" ? undefined : got.gate]).toEqual([name, undefined]);
      }
    });
  }

  it("tells strangers nobody's name at the doors that are open to them", async () => {
    for (const { name, ask } of CASES.filter((it) => it.needs === "public")) {
      actAs(request, actors.stranger);
      expect([name, names((await ask({ half, lies: true })).body)]).toEqual([name, []]);
    }
  });

  it("would be caught without its gate", async () => {
    actAs(request, actors.stranger);
    const { listTeams } = await import("#lib/teams/data.ts");
    const { teamFilterSchema } = await import("#lib/teams/schema.ts");
    const viewer = { userId: "", name: "", email: "", role: "viewer", sessionId: "" } as const;
    const open = async () => Response.json(await listTeams(teamFilterSchema.parse({}), viewer));
    const got = await askHandler(open, "GET", {}, "");
    expect([got.gate, names(got.body)]).toEqual([undefined, [OURS, THEIRS]]);
  });
});
