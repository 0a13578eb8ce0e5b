import { describe, expect, it } from "vitest";
import { WEBHOOK_EVENTS } from "#lib/core/webhook-events.ts";
import { bodyFor } from "./formats.ts";
import { createWebhookSchema } from "./schema.ts";

const URL_ = "https://rollcall.halden.example/approvals";
const EVIL =
  "<!channel> @channel @here <https://evil.example|click> & *bold* [x](https://evil.example) {{DATE(2026)}} <at>all</at>\r\nNew: line\u202e";
const queued = (data: object, type = "approval.requested") =>
  JSON.stringify({ id: "e1", type, at: "2026-11-29T10:00:00.000Z", instance: "https://x.example", data });
const body = (format: "slack" | "teams", data: object, type?: string): unknown =>
  JSON.parse(bodyFor(format, queued(data, type)));

/** All text of a value. */
const textsOf = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(textsOf)
      : [];

describe("formats of webhooks", () => {
  const asked = {
    ...{ approvalId: "a1", changes: 3, expiresAt: "2026-11-30T18:00:00.000Z", url: URL_ },
    what: "Make Maya an admin",
    askedBy: { name: "Ben", email: "ben@halden.example" },
  };

  it("leave Rollcall's own JSON as it is", () => {
    expect(bodyFor("standard", queued(asked))).toBe(queued(asked));
  });

  it("say it to Slack", () => {
    expect(body("slack", asked)).toEqual({
      text: "Rollcall: Somebody waits for an approval",
      ...{ link_names: false, parse: "none", unfurl_links: false, unfurl_media: false },
      blocks: [
        {
          type: "section",
          text: {
            type: "mrkdwn",
            verbatim: true,
            text: [
              "*Somebody waits for an approval*",
              "*Changes*: 3",
              "*Waits until*: 2026-11-30 18:00 UTC",
              "*What*: Make Maya an admin",
              "*Asked by*: Ben (ben@halden.example)",
            ].join("\n"),
          },
        },
        { type: "section", text: { type: "mrkdwn", verbatim: true, text: `<${URL_}|Open in Rollcall>` } },
      ],
    });
  });

  it("say it to Teams", () => {
    const made = body("teams", asked);
    expect(made).toMatchObject({
      type: "message",
      attachments: [
        {
          contentType: "application/vnd.microsoft.card.adaptive",
          content: {
            type: "AdaptiveCard",
            body: [
              { inlines: [{ text: "Rollcall: Somebody waits for an approval", weight: "Bolder" }] },
              { inlines: [{ text: "Changes: " }, { text: "3" }] },
              { inlines: [{ text: "Waits until: " }, { text: "2026-11-30 18:00 UTC" }] },
              { inlines: [{ text: "What: " }, { text: "Make Maya an admin" }] },
              { inlines: [{ text: "Asked by: " }, { text: "Ben (ben@halden.example)" }] },
            ],
            actions: [{ type: "Action.OpenUrl", title: "Open in Rollcall", url: URL_ }],
          },
        },
      ],
    });
  });

  it("let no stranger's name call everybody, link, or begin a line in Slack", () => {
    const slack = textsOf(body("slack", { what: EVIL, list: [EVIL], who: { name: EVIL, email: EVIL } }));
    const all = slack.join("\n");
    expect(all).not.toMatch(/<(?!https:\/\/rollcall)/);
    expect(all).not.toMatch(/@(channel|here)/);
    expect(all).not.toContain("*bold*");
    expect(all).not.toContain("\u202e");
    expect(all).toContain("&lt;!channel&gt;");
    expect(all).toContain("&amp;");
    // Its own lines: the title, and one for each thing.
    expect(slack.find((text) => text.includes("What"))?.split("\n")).toHaveLength(4);
  });

  it("let no stranger's name mention, compute or format in Teams", () => {
    const made = body("teams", { what: EVIL, label: EVIL });
    const all = textsOf(made).join("\n");
    expect(all).not.toContain("{{");
    expect(all).not.toContain("<at>");
    expect(all).not.toContain("\u202e");
    // Where Markdown would be read there is no text of anybody's.
    expect(JSON.stringify(made)).not.toContain('"TextBlock"');
    expect(JSON.stringify(made)).not.toContain('"entities"');
  });

  it("clip what is long, and count what is many", () => {
    const names = Array.from({ length: 60 }, (_, index) => ({ name: `Secret ${index}`, state: "due" }));
    const long = { secrets: names, what: "x".repeat(70_000) };
    expect(textsOf(body("slack", long, "secrets.due")).join("\n")).toContain("Secret 9 and 50 more");
    for (const format of ["slack", "teams"] as const)
      expect(JSON.stringify(body(format, long, "secrets.due")).length).toBeLessThan(4_000);
  });

  it("have words for every event, and for a test", () => {
    for (const type of WEBHOOK_EVENTS)
      expect(textsOf(body("slack", {}, type))[0]).toMatch(/^Rollcall: [A-Z].{5}/);
    expect(textsOf(body("teams", {}, "webhook.test")).join()).toContain("A test of this webhook");
  });

  it("keep the audit log for programs", () => {
    const given = { url: "https://x.example", label: "", withNames: false };
    const parsed = (format: string, events: string[]) =>
      createWebhookSchema.safeParse({ ...given, format, events }).success;
    expect(parsed("standard", ["audit.events"])).toBe(true);
    expect(parsed("slack", ["audit.events", "secrets.due"])).toBe(false);
    expect(parsed("teams", ["secrets.due"])).toBe(true);
    expect(parsed("carrier pigeon", ["secrets.due"])).toBe(false);
  });
});
