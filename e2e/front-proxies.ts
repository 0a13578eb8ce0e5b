import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeCertificate } from "#lib/store/audit/streams/certificate.testing.ts";
import { root } from "../bin/child.ts";

/** Browsers look such names up themselves: they are this machine. */
export const NAME = "rollcall.localhost";

export type FrontProxy = { close: () => Promise<void> };
export type Kind =
  | "nginx"
  | "nginx without headers"
  | "nginx without the port"
  | "Caddy"
  | "HAProxy"
  | "Traefik";
type Ports = { own: number; behind: number };

/** The first example of a language in docs/proxies.md. */
function example(language: string): string {
  const text = readFileSync(path.join(root, "docs", "proxies.md"), "utf8");
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1];
  if (!found) throw new Error(`docs/proxies.md has no example for ${language}`);
  return found;
}

/** What people put first, as it came. */
const NGINX_DEFAULT = `# What a first attempt looks like: no Host, no X-Forwarded-Host is passed on.
server {
  listen 443 ssl;
  server_name rollcall.halden.example;
  location / { proxy_pass http://127.0.0.1:3000; }
}`;

const has = (program: string): boolean => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

/** An example with this test's ports, name and certificate in place of the documented ones. */
function filledIn(text: string, { own, behind }: Ports, folder: string): string {
  return text
    .replaceAll("127.0.0.1:3000", `127.0.0.1:${behind}`)
    .replaceAll(/rollcall\.(?:example\.com|halden\.example)/g, NAME)
    .replaceAll("/etc/ssl/", `${folder}/`)
    .replaceAll("listen 443", `listen 127.0.0.1:${own}`)
    .replaceAll("bind :443", `bind 127.0.0.1:${own}`);
}

function nginxFile(servers: string, folder: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(" ");
  return `daemon off; pid ${folder}/pid; error_log stderr; events {}
http { access_log off; ${temporary}
${servers.includes("ssl_certificate ") ? servers : servers.replace("server {", `server {\n  ssl_certificate ${folder}/rollcall.crt; ssl_certificate_key ${folder}/rollcall.key;`)}
}`;
}

/** How each real one is started; undefined where it is not installed. */
function command(kind: Kind, ports: Ports, folder: string): string[] | undefined {
  const file = path.join(folder, "config");
  const write = (text: string): void => writeFileSync(file, text);
  if (kind.startsWith("nginx") && has("nginx")) {
    const documented = example("nginx");
    const text = {
      nginx: documented,
      "nginx without headers": NGINX_DEFAULT,
      "nginx without the port": documented.replace("$http_host", "$host"),
    }[kind as "nginx"];
    write(nginxFile(filledIn(text, ports, folder), folder));
    return ["nginx", "-c", file, "-p", folder];
  }
  if (kind === "Caddy" && has("caddy")) {
    const site = filledIn(example("caddy"), ports, folder).replace(
      `${NAME} {`,
      `https://${NAME}:${ports.own} {\n  bind 127.0.0.1\n  tls ${folder}/rollcall.crt ${folder}/rollcall.key`,
    );
    write(`{\n  admin off\n  auto_https off\n}\n${site}`);
    return ["caddy", "run", "--adapter", "caddyfile", "--config", file];
  }
  if (kind === "HAProxy" && has("haproxy")) {
    write(filledIn(example("haproxy"), ports, folder));
    return ["haproxy", "-db", "-f", file];
  }
  return undefined;
}

/** Starts a proxy of a kind with https on `own`, in front of `behind`. */
export async function startFrontProxy(kind: Kind, ports: Ports): Promise<FrontProxy> {
  const folder = mkdtempSync(path.join(tmpdir(), "rollcall-proxy-"));
  const { cert, key } = makeCertificate();
  writeFileSync(path.join(folder, "rollcall.crt"), cert);
  writeFileSync(path.join(folder, "rollcall.key"), key);
  writeFileSync(path.join(folder, "rollcall.pem"), cert + key);
  const [program, ...args] = command(kind, ports, folder) ?? [];
  const clean = () => rmSync(folder, { recursive: true, force: true });
  if (program === undefined) {
    process.stdout.write(`${kind} is not installed here: a stand-in sends what it would\n`);
    const close = await startStandIn(kind, ports, { cert, key });
    return {
      close: async () => {
        await close();
        clean();
      },
    };
  }
  const child = spawn(program, args, {
    env: { ...process.env, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder },
  });
  await isListening(child, ports.own);
  return {
    close: async () => {
      child.kill("SIGTERM");
      if (child.exitCode === null && child.signalCode === null)
        await new Promise((resolve) => child.once("exit", resolve));
      clean();
    },
  };
}

async function isListening(child: ChildProcess, port: number): Promise<void> {
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk;
  });
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) break;
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true));
      socket.on("error", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
    if (isUp) return;
    await sleep(50);
  }
  throw new Error(`the proxy does not listen: ${said}`);
}

/** Sends on what each would send. */
async function startStandIn(kind: Kind, { own, behind }: Ports, certificate: { cert: string; key: string }) {
  const server = createHttpsServer(certificate, (incoming, outgoing) => {
    const { host = "", ...headers } = incoming.headers;
    const client = incoming.socket.remoteAddress ?? "";
    const bare = `127.0.0.1:${behind}`;
    const forwarded = { "x-forwarded-for": client, "x-forwarded-proto": "https", "x-forwarded-host": host };
    const said: Record<Kind, Record<string, string>> = {
      nginx: { host, "x-forwarded-for": client, "x-forwarded-proto": "https" },
      "nginx without headers": { host: bare, connection: "close" },
      "nginx without the port": { host: host.split(":")[0] ?? "", "x-forwarded-for": client },
      Caddy: { host, ...forwarded },
      HAProxy: { host, "x-forwarded-for": client, "x-forwarded-proto": "https" },
      Traefik: {
        ...{ host, ...forwarded, "x-forwarded-port": String(own), "x-forwarded-server": "traefik" },
        "x-real-ip": client,
      },
    };
    const { method, url: at } = incoming;
    const passed = request(
      { host: "127.0.0.1", port: behind, method, path: at, headers: { ...headers, ...said[kind] } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(outgoing);
      },
    );
    passed.on("error", () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(own, "127.0.0.1", resolve));
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}
