import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import Provider, { type Configuration } from "oidc-provider";

export type TestAccount = { email?: string; email_verified?: boolean; name?: string; groups?: string[] };

export type TestProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** By subject: whom one can sign in as. Changes count from the next sign-in on. */
  accounts: Map<string, TestAccount>;
  /** From then on it sends people back there. */
  allow(redirectUri: string): void;
  close(): Promise<void>;
};

const CLIENT = { clientId: "rollcall-test", clientSecret: "made up for tests, and for nothing else" };

/** A certified OpenID provider on loopback, whose sign-in page takes any of `accounts` by its subject. */
export async function startTestProvider(): Promise<TestProvider> {
  const accounts = new Map<string, TestAccount>();
  let handle: (request: IncomingMessage, response: ServerResponse) => void = (_, response) =>
    response.writeHead(503).end();
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Another site than 127.0.0.1, as a provider is.
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    ...CLIENT,
    accounts,
    allow(redirectUri) {
      const provider = new Provider(issuer, configuration(redirectUri, accounts));
      const callback = provider.callback();
      handle = (request, response) => {
        if (request.url?.startsWith("/interaction/")) void interact(provider, request, response);
        else void callback(request, response);
      };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function configuration(redirectUri: string, accounts: Map<string, TestAccount>): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [redirectUri],
        response_types: ["code"],
        grant_types: ["authorization_code"],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
    pkce: { required: () => true },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    cookies: { keys: ["made up for tests"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, subject) => {
      const account = accounts.get(subject);
      return account && { accountId: subject, claims: () => ({ sub: subject, ...account }) };
    },
    // Everybody agrees to everything: consent is not what is tested.
    async loadExistingGrant(context) {
      const { client, session, params, provider } = context.oidc;
      const grant = new provider.Grant({
        clientId: client?.clientId ?? "",
        accountId: session?.accountId ?? "",
      });
      grant.addOIDCScope(String(params?.scope ?? "openid"));
      await grant.save();
      return grant;
    },
  };
}

const PAGE = `<!doctype html><title>Test provider</title><form method="post">
<label>Account <input name="account"></label><button>Continue</button></form>`;

async function interact(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== "POST") {
    response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
    return;
  }
  const accountId = new URLSearchParams(await text(request)).get("account") ?? "";
  const result =
    accountId === ""
      ? { error: "access_denied", error_description: "cancelled" }
      : { login: { accountId, remember: true } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

/** Signs in at the provider as a browser would, and answers the address that it sends back to. */
export async function signInAt(url: string, account: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let at = new URL(url);
  let form: URLSearchParams | undefined;
  for (let hop = 0; hop < 10; hop++) {
    const response = await fetch(at, {
      method: form ? "POST" : "GET",
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form ? { body: form } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split(/=(.*)/s);
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    form = location === null ? new URLSearchParams({ account }) : undefined;
    if (location !== null) at = new URL(location, at);
    if (at.origin !== new URL(url).origin) return at;
    if (location === null && hop > 0 && response.status !== 200)
      throw new Error(`the provider answered ${response.status}: ${await response.text()}`);
  }
  throw new Error("the provider sends in circles");
}
