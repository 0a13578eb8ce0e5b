import { type Exchange, Refusal, type Route } from "./exchange.ts";

/** Refuses what the contract does not know, and notes it as a violation; answers the parsed body. */
export const checkCall = (call: Exchange, route: Route, invalidBody: number): unknown => {
  checkQuery(call, route);
  if (route.body === undefined) {
    if (call.bodyText !== null) refuse(call, `${call.method} takes no body`);
    if (call.contentType !== null) call.violate(`Content-Type without a body: ${call.contentType}`);
    return undefined;
  }
  if (call.bodyText === null) {
    if (call.contentType !== null) call.violate(`Content-Type without a body: ${call.contentType}`);
    if (route.bodyOptional) return {};
    throw new Refusal(400, "A body is required");
  }
  if (call.contentType !== "application/json")
    refuse(call, `Content-Type must be application/json, not ${call.contentType ?? "absent"}`);
  return parseBody(call, route.body, call.bodyText, invalidBody);
};

const refuse = (call: Exchange, message: string): never => {
  call.violate(message);
  throw new Refusal(400, message);
};

const checkQuery = (call: Exchange, route: Route): void => {
  for (const name of new Set(call.query.keys())) {
    const check = route.query[name];
    if (check === undefined) refuse(call, `Unknown query parameter ${name}`);
    else if (call.query.getAll(name).length > 1) refuse(call, `Query parameter ${name} came twice`);
    else if (!check(call.query.get(name) ?? "")) refuse(call, `Query parameter ${name} is out of range`);
  }
};

const parseBody = (
  call: Exchange,
  schema: NonNullable<Route["body"]>,
  text: string,
  status: number,
): unknown => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    call.violate("The body is no JSON");
    throw new Refusal(400, "Could not parse the body", { code: "PARSE_ERROR" });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const unknown = issues.filter((issue) => issue.code === "unrecognized_keys");
  for (const issue of unknown) call.violate(`Unknown body field ${issue.keys.join(", ")}`);
  for (const issue of issues) if (issue.code === "invalid_type") call.violate(issueText(issue));
  throw new Refusal(unknown.length > 0 ? 400 : status, issues.map(issueText).join("; "), {
    issues: issues.map(({ path, message }) => ({ path, message })),
  });
};

const issueText = (issue: { path: PropertyKey[]; message: string }): string =>
  issue.path.length === 0 ? issue.message : `${issue.path.join(".")}: ${issue.message}`;
