import { NextRequest } from "next/server";
import { db } from "#lib/store/db/connection.ts";
import { EMPTY_FORM } from "./form-state.ts";
import { ORIGIN } from "./request.testing.ts";
import { load } from "./walk.testing.ts";

/** What a request may claim, and nobody may believe. */
export const LIES = { role: "admin", isOwner: true, isAdmin: true, permission: "team.read", scope: "all" };
/** The request that is under way, and the id of somebody it would be worth to pass for. */
export const asking = { headers: new Headers(), adminId: "" };

/** What somebody got: which gate stopped them, if one did, and all that was said. */
export type Got = { gate: "UNAUTHENTICATED" | "FORBIDDEN" | "INVALID" | undefined; body: string };

/** All text of a value, whatever refers to what in it: of a page's elements, every prop. */
function text(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || seen.has(value)) return "";
  seen.add(value);
  const parts = value instanceof Map ? [...value.entries()] : Object.values(value);
  return parts.map((part) => text(part, seen)).join("\n");
}

/** Repetitions of one are counted beside the log. */
const refusals = async (): Promise<number> => {
  const told = await db().selectFrom("events").select("seq").where("action", "=", "access.refused").execute();
  const again = await db()
    .selectFrom("audit_repeats")
    .select("count")
    .where("key", "like", "refused %")
    .execute();
  return again.reduce((sum, { count }) => sum + count, told.length);
};

/** Opens a page and its title. */
export async function askPage(file: string, params: Record<string, unknown>): Promise<Got> {
  const page = await load(file);
  const props = {
    params: Promise.resolve(params),
    searchParams: Promise.resolve({ ...LIES, userId: asking.adminId }),
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

/** Asks a route, "GET app/api/teams/route.ts". */
export async function askRoute(
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

const GATES: Record<number, Got["gate"]> = { 400: "INVALID", 401: "UNAUTHENTICATED", 403: "FORBIDDEN" };
type Handler = (request: NextRequest, context: unknown) => Promise<Response>;
/** Asks a route's handler. */
export async function askHandler(
  handler: Handler,
  method: string,
  params: Record<string, unknown>,
  query: string,
  body?: string,
): Promise<Got> {
  const lies = new URLSearchParams({ isOwner: "true", permission: "team.read", viewer: asking.adminId });
  const asked = new NextRequest(`${ORIGIN}/api/x?${query}&${lies}`, {
    method,
    headers: asking.headers,
    ...(body === undefined ? {} : { body }),
  });
  const response = await handler(asked, { params: Promise.resolve(params) });
  const said = await bodyOf(response);
  return { gate: GATES[response.status], body: said };
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

/** Calls an action, "lib/directory/teams/actions.ts#refreshTeamAction"; what follows a blank in its name only tells cases apart. */
export async function askAction(name: string, input: unknown, isForm: boolean): Promise<Got> {
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
