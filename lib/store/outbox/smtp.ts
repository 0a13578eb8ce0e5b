import "server-only";
import { isIP } from "node:net";
import { createTransport } from "nodemailer";
import { env } from "#lib/core/env.ts";
import { hideValue } from "#lib/core/log.ts";
import { oneLine } from "#lib/core/one-line.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { VERSION } from "#lib/core/version.ts";

export type Mail = {
  /** Stays the same when it is tried again, so that who receives it twice can tell. */
  id: string;
  to: string;
  subject: string;
  text: string;
  /** Where one click stops mails of this kind. */
  stopUrl?: string;
};

/**
 * How one attempt went. "recipient": this address was refused, others are not; "later": so it was, for now; "server": nothing
 * goes out, whoever it is to. `error` is plain text without the password.
 */
export type MailResult = { ok: true } | { ok: false; whose: "recipient" | "later" | "server"; error: string };

const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;
/** For the whole of an attempt: less than the lease that is held for it. */
const WHOLE_MS = 40_000;
const ERROR_SIGNS = 200;

const ADDRESS = /^[^\s<>()[\],;:"\\@\p{C}]+@[^\s<>()[\],;:"\\@\p{C}]+$/u;
const NO_ADDRESS = "This is not an address that mail can go to";
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/;
const decoded = (text: string): string => decodeURIComponent(text);

/** The server's address as it may be shown: without user and password. */
export function smtpHost(): string | undefined {
  const { ROLLCALL_SMTP_URL: text } = env();
  if (!text) return undefined;
  const { hostname, port, protocol } = new URL(text);
  return `${hostname}:${port || (protocol === "smtps:" ? 465 : 587)}`;
}

/** Keeps a password out of every line of the log from now on, however often a transport is made with it. */
function hideFromLog(secret: string): void {
  const hidden = perProcess("smtp-hidden", () => new Set<string>());
  if (secret.length < 4 || hidden.has(secret)) return;
  hidden.add(secret);
  hideValue(secret);
}

/** The transport of the settings. Nothing is connected before something is sent. */
function makeTransport(text: string) {
  const url = new URL(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const isSecure = url.protocol === "smtps:";
  const [user, pass] = [decoded(url.username), decoded(url.password)];
  hideFromLog(pass);
  hideFromLog(url.password);
  const transport = createTransport({
    ...{ pool: true as const, maxConnections: 1, maxRequeues: 0, idleTimeout: SILENCE_MS },
    ...{ host, port: Number(url.port) || (isSecure ? 465 : 587), secure: isSecure },
    // A password goes over an encrypted connection alone; else encryption is used wherever it is offered.
    requireTLS: !isSecure && user !== "" && !LOOPBACK.test(host),
    ...(user ? { auth: { user, pass } } : {}),
    tls: { rejectUnauthorized: true, minVersion: "TLSv1.2", ...(isIP(host) ? {} : { servername: host }) },
    ...{ connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
    ...{ dnsTimeout: CONNECT_MS, disableFileAccess: true, disableUrlAccess: true },
  });
  return { text, pass, transport };
}

/** The one transport of this process; another one where the settings are others (tests). */
function transportOf(text: string) {
  const slot = perProcess("smtp", (): { made?: ReturnType<typeof makeTransport> } => ({}));
  if (slot.made?.text !== text) {
    slot.made?.transport.close();
    slot.made = makeTransport(text);
  }
  return slot.made;
}

/** Lets go of the connection, if one is open. */
export function closeSmtp(): void {
  const slot = perProcess("smtp", (): { made?: ReturnType<typeof makeTransport> } => ({}));
  slot.made?.transport.close();
  delete slot.made;
}

/** Name and address of ROLLCALL_SMTP_FROM. */
function senderOf(text: string): { name: string; address: string } {
  const [, name = "", address = text] = /^([^<]*)<([^>]+)>$/.exec(text) ?? [];
  return { name: name.trim(), address };
}

/** Sends one mail, once. Never throws. Not to be called in a transaction. */
export async function sendMail(mail: Mail): Promise<MailResult> {
  const { ROLLCALL_SMTP_URL: url, ROLLCALL_SMTP_FROM: from } = env();
  if (!url || !from) return { ok: false, whose: "server", error: "ROLLCALL_SMTP_URL is not set" };
  // What is more than an address would be taken apart on the way, and could become another one.
  if (!ADDRESS.test(mail.to)) return { ok: false, whose: "recipient", error: NO_ADDRESS };
  const { transport, pass } = transportOf(url);
  const sender = senderOf(from);
  let timer: NodeJS.Timeout | undefined;
  try {
    const sent = transport.sendMail({
      // Who gets it stands here alone: nothing that is read out of a header adds anybody.
      envelope: { from: sender.address, to: [mail.to] },
      from: sender,
      to: { name: "", address: mail.to },
      subject: oneLine(mail.subject, 180),
      text: mail.text,
      messageId: `<${mail.id}@${sender.address.slice(sender.address.lastIndexOf("@") + 1)}>`,
      headers: {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Mailer": `Rollcall ${VERSION}`,
        ...(mail.stopUrl
          ? {
              "List-Unsubscribe": `<${mail.stopUrl}>`,
              "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            }
          : {}),
      },
    });
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new TooLong()), WHOLE_MS);
    });
    await Promise.race([sent, late]);
    return { ok: true };
  } catch (error) {
    // What is under way on this connection must not be taken for the next mail's.
    if (error instanceof TooLong) closeSmtp();
    return failureOf(error, pass);
  } finally {
    clearTimeout(timer);
  }
}

class TooLong extends Error {}

type Told = { code?: unknown; command?: unknown; response?: unknown; responseCode?: unknown };

function failureOf(error: unknown, pass: string): MailResult {
  if (error instanceof TooLong)
    return { ok: false, whose: "server", error: `The mail server took more than ${WHOLE_MS / 1_000} s` };
  const told: Told = error instanceof Error ? Object.fromEntries(Object.entries(error)) : {};
  const response = typeof told.response === "string" ? told.response : "";
  const status = typeof told.responseCode === "number" ? told.responseCode : 0;
  const said = oneLine(pass ? response.replaceAll(pass, "…") : response, ERROR_SIGNS);
  const isOfMail = told.command === "RCPT TO" || told.code === "EMESSAGE";
  if (isOfMail && status >= 500)
    return { ok: false, whose: "recipient", error: `The mail server refused it: ${said}` };
  if (isOfMail && status >= 400) return { ok: false, whose: "later", error: `Not now: ${said}` };
  // An address that no mail server can be asked for.
  if (told.code === "EENVELOPE" && told.command === "API")
    return { ok: false, whose: "recipient", error: NO_ADDRESS };
  return { ok: false, whose: "server", error: serverWords(error, told, said) };
}

const WORDS: Record<string, string> = {
  EAUTH: "The mail server refused user and password",
  ENOAUTH: "The mail server wants user and password",
  EDNS: "The mail server's name is not known",
  ETIMEDOUT: "The mail server does not answer",
};
const TLS_WORDS: Record<string, string> = {
  CERT_HAS_EXPIRED: "The mail server's certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The mail server's certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "The mail server's certificate is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "The mail server's certificate cannot be verified",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "The mail server's certificate cannot be verified",
  ERR_TLS_CERT_ALTNAME_INVALID: "The mail server's certificate is for another host",
  ECONNREFUSED: "The mail server refused the connection",
};

function serverWords(error: unknown, told: Told, said: string): string {
  const code = String(told.code ?? "");
  const original = error instanceof Error && "originalCode" in error ? String(error.originalCode) : "";
  const words = TLS_WORDS[original] ?? TLS_WORDS[code] ?? WORDS[code];
  if (words) return said ? `${words}: ${said}` : words;
  if (code === "ETLS") return "The mail server offers no encrypted connection that can be trusted";
  return said
    ? `The mail server said: ${said}`
    : `The mail server could not be reached (${original || code})`;
}
