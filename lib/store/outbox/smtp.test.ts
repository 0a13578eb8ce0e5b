import tls from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { parseEnv, replaceEnv } from "#lib/core/env.ts";
import { redactText } from "#lib/core/log.ts";
import { makeCertificate } from "#lib/store/audit/streams/certificate.testing.ts";
import { type MailServer, startMailServer } from "./mail-server.testing.ts";
import { closeSmtp, sendMail, smtpHost } from "./smtp.ts";

const PASSWORD = "a pass/word #1";
const use = (url: string, from = "Rollcall of Halden <rollcall@halden.example>") =>
  replaceEnv(
    parseEnv({
      ...{ NODE_ENV: "test", ROLLCALL_LOG_LEVEL: "silent" },
      ...{ ROLLCALL_SMTP_URL: url, ROLLCALL_SMTP_FROM: from },
    }),
  );
const mail = (over = {}) => ({
  ...{ id: "01abc", to: "maya@halden.example", subject: "Hello", text: "One\nTwo ünï\n", ...over },
});

describe("sending a mail", () => {
  const open: MailServer[] = [];
  const server = async (...given: Parameters<typeof startMailServer>) => {
    const one = await startMailServer(...given);
    open.push(one);
    return one;
  };
  const trusted = tls.getCACertificates("default");
  afterEach(async () => {
    tls.setDefaultCACertificates(trusted);
    closeSmtp();
    for (const one of open.splice(0)) await one.close();
  });

  it("delivers text to one person, under an id that stays", async () => {
    const to = await server();
    use(to.url);
    const stopUrl = "https://rollcall.halden.example/api/notices/stop/x.y.z";
    expect(await sendMail(mail({ stopUrl }))).toEqual({ ok: true });
    expect(await sendMail(mail({ to: "ben@halden.example" }))).toEqual({ ok: true });
    const [got, second] = to.received;
    expect(got).toMatchObject({ from: "rollcall@halden.example", to: ["maya@halden.example"] });
    expect(got?.text).toBe("One\nTwo ünï\n");
    const header = (name: string) => got?.headers.get(name);
    expect(header("from")).toBe("Rollcall of Halden <rollcall@halden.example>");
    expect(header("message-id")).toBe("<01abc@halden.example>");
    expect(header("content-type")).toBe("text/plain; charset=utf-8");
    expect(header("auto-submitted")).toBe("auto-generated");
    expect(header("list-unsubscribe")).toBe(`<${stopUrl}>`);
    expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    expect(second?.headers.has("list-unsubscribe")).toBe(false);
    expect(to.connections()).toBe(1);
  });

  it("begins no header and adds nobody, whatever stands in it", async () => {
    const to = await server();
    use(to.url);
    const evil = "Maya\r\nBcc: all@halden.example\r\n\r\nHello\u202emoc.elpmaxe";
    expect(await sendMail(mail({ subject: evil }))).toEqual({ ok: true });
    const [got] = to.received;
    expect(got?.to).toEqual(["maya@halden.example"]);
    expect(got?.headers.has("bcc")).toBe(false);
    expect(got?.headers.get("subject")).toBe("Maya Bcc: all@halden.example Hello moc.elpmaxe");
    expect(got?.text).toBe("One\nTwo ünï\n");
    for (const address of ["x@halden.example\r\nRCPT TO:<y@halden.example>", "a>, <b@halden.example"])
      expect(await sendMail(mail({ to: address }))).toMatchObject({ ok: false, whose: "recipient" });
    expect(to.received).toHaveLength(1);
  });

  it("clips a long subject", async () => {
    const to = await server();
    use(to.url);
    await sendMail(mail({ subject: "ä".repeat(9_000) }));
    expect([...(to.received[0]?.headers.get("subject") ?? "")]).toHaveLength(180);
  });

  it("tells what one recipient's address is refused for from what keeps everybody's mail back", async () => {
    const to = await server({
      refuse: (address) =>
        address.startsWith("gone")
          ? { code: 550, words: "No such user here" }
          : address.startsWith("grey")
            ? { code: 451, words: "Come back later" }
            : undefined,
    });
    use(to.url);
    const gone = await sendMail(mail({ to: "gone@halden.example" }));
    expect(gone).toEqual({
      ...{ ok: false, whose: "recipient", error: "The mail server refused it: 550 No such user here" },
    });
    expect(await sendMail(mail({ to: "grey@halden.example" }))).toMatchObject({ ok: false, whose: "later" });
    expect(await sendMail(mail())).toEqual({ ok: true });
    const { url } = to;
    await to.close();
    closeSmtp();
    expect(await sendMail(mail())).toMatchObject({
      ...{ ok: false, whose: "server", error: "The mail server refused the connection" },
    });
    use(url.replace("127.0.0.1", "no-such-host.invalid"));
    expect(await sendMail(mail())).toMatchObject({ ok: false, whose: "server" });
  });

  it("does not wait for a sender that the server does not take: that is about all mail", async () => {
    const to = await server({
      onMailFrom: (_address, _session, done) =>
        done(Object.assign(new Error("Not your domain"), { responseCode: 550 })),
    });
    use(to.url);
    expect(await sendMail(mail())).toMatchObject({ ok: false, whose: "server" });
  });

  describe("encryption", () => {
    const certificate = makeCertificate();

    it("refuses a certificate that nobody vouches for, by STARTTLS and from the first byte on", async () => {
      const starttls = await server(certificate);
      use(starttls.url);
      const answer = { ok: false, whose: "server", error: "The mail server's certificate is self-signed" };
      expect(await sendMail(mail())).toEqual(answer);
      const implicit = await server({ ...certificate, secure: true });
      use(implicit.url.replace("smtp:", "smtps:"));
      expect(await sendMail(mail())).toEqual(answer);
      expect([...starttls.received, ...implicit.received]).toEqual([]);
    });

    it("takes one that is known, with user and password", async () => {
      tls.setDefaultCACertificates([...trusted, certificate.cert]);
      const seen: string[] = [];
      const to = await server({
        ...certificate,
        authOptional: false,
        allowInsecureAuth: false,
        onAuth: ({ username, password }, _session, done) => {
          seen.push(`${username} ${password}`);
          if (password === PASSWORD) done(null, { user: username });
          else done(new Error(`Not with ${password}`));
        },
      });
      const login = (password: string) =>
        `smtp://roll%40call:${encodeURIComponent(password)}@127.0.0.1:${to.port}`;
      use(login(PASSWORD));
      expect(await sendMail(mail())).toEqual({ ok: true });
      expect(seen).toEqual([`roll@call ${PASSWORD}`]);
      expect(to.received[0]?.isEncrypted).toBe(true);
      expect(smtpHost()).toBe(`127.0.0.1:${to.port}`);
      expect(redactText(`smtp said ${PASSWORD}`)).not.toContain(PASSWORD);
      use(login("wrong one"));
      const refused = await sendMail(mail());
      expect(refused).toMatchObject({ ok: false, whose: "server" });
      expect(JSON.stringify(refused)).toContain("refused user and password");
      expect(JSON.stringify(refused)).not.toContain("wrong one");
    });
  });
});
