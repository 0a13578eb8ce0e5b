import "server-only";
import { oneLine } from "#lib/core/one-line.ts";
import type { WebhookEventType } from "#lib/core/webhook-events.ts";
import { EVENT_WORDS, type WebhookFormat } from "#lib/insight/webhooks/constants.ts";

type Payload = { type: string; data: Readonly<Record<string, unknown>> };
/** What a message says: our own words, and a line for each thing that the event says of itself. */
type Message = { title: string; facts: [label: string, text: string][]; url: string | undefined };

const TEXT_SIGNS = 300;
/** Of a list, so many are named; the others are counted. */
const NAMED = 10;
const MOST_FACTS = 20;

/** The body to send for what is queued: Rollcall's own JSON, or what the receiver reads. */
export function bodyFor(format: WebhookFormat, queued: string): string {
  if (format === "standard") return queued;
  const message = messageOf(JSON.parse(queued) as Payload);
  return JSON.stringify(format === "slack" ? slackBody(message) : teamsBody(message));
}

function messageOf({ type, data }: Payload): Message {
  const words = type in EVENT_WORDS ? EVENT_WORDS[type as WebhookEventType].label : "A test of this webhook";
  const facts = Object.entries(data).flatMap(([key, value]): [string, string][] => {
    // Ids are for programs, and the address is behind the link.
    if (key === "url" || /Id$/.test(key) || value === null || value === undefined) return [];
    const text = textOf(value);
    return text ? [[LABELS[key] ?? wordsOfKey(key), text]] : [];
  });
  return {
    title: words,
    facts: facts.slice(0, MOST_FACTS),
    url: typeof data.url === "string" ? data.url : undefined,
  };
}

const LABELS: Readonly<Record<string, string>> = {
  size: "Changes",
  total: "Changes",
  counts: "Outcome",
  expiresAt: "Waits until",
  dueAt: "Due",
  storedAt: "Stored",
  limitDays: "Limit in days",
  lateSeconds: "Late by seconds",
  label: "Connection",
};

/** "askedBy" is "Asked by". */
const wordsOfKey = (key: string): string => {
  const words = oneLine(key, 40)
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

function textOf(value: unknown): string {
  if (typeof value === "string") {
    const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/.test(value);
    return isTime ? `${value.slice(0, 16).replace("T", " ")} UTC` : oneLine(value, TEXT_SIGNS);
  }
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) {
    const said = value.slice(0, NAMED).map(textOf).filter(Boolean).join(", ");
    return oneLine(value.length > NAMED ? `${said} and ${value.length - NAMED} more` : said, 2 * TEXT_SIGNS);
  }
  if (typeof value !== "object" || value === null) return "";
  const entries = Object.entries(value);
  const { name, email } = Object.fromEntries(entries);
  if (typeof name === "string")
    return oneLine(typeof email === "string" ? `${name} (${email})` : name, TEXT_SIGNS);
  return oneLine(
    entries
      .filter(([, part]) => typeof part === "string" || typeof part === "number")
      .map(([key, part]) => `${String(part)} ${key}`)
      .join(", "),
    TEXT_SIGNS,
  );
}

/** A sign without width: where it stands, a word is not the one that a chat looks for. */
const BREAK = "\u200b";

/**
 * Text for Slack: its three signs escaped, so that no `<!channel>` and no link begins, and the words that call everybody broken
 * (https://docs.slack.dev/messaging/formatting-message-text).
 */
const slackText = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/@(?=channel|here|everyone|group)/gi, `@${BREAK}`);

/** A stranger's name in Slack's markup: what would make it bold, struck or code is broken too. */
const slackName = (text: string): string =>
  slackText(text).replaceAll(/[*_~`]/g, (sign) => `${BREAK}${sign}${BREAK}`);

function slackBody({ title, facts, url }: Message): unknown {
  const lines = facts.map(([label, text]) => `*${slackText(label)}*: ${slackName(text)}`);
  const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text, verbatim: true } });
  return {
    // What notifications and old programs show. Names of channels and people are not looked for in it.
    text: `Rollcall: ${slackText(title)}`,
    ...{ link_names: false, parse: "none", unfurl_links: false, unfurl_media: false },
    blocks: [
      section([`*${slackText(title)}*`, ...lines].join("\n").slice(0, 2_900)),
      ...(url ? [section(`<${slackText(url).replaceAll("|", "%7C")}|Open in Rollcall>`)] : []),
    ],
  };
}

/** What a card would compute or take for a mention. */
const teamsText = (text: string): string =>
  text.replaceAll("{{", `{${BREAK}{`).replaceAll(/<(?=\/?at\b)/gi, `<${BREAK}`);

/**
 * An adaptive card, as workflows of Microsoft Teams take it. Names stand in text runs, which have no Markdown
 * (https://adaptivecards.io/explorer/TextRun.html).
 */
function teamsBody({ title, facts, url }: Message): unknown {
  const run = (text: string, more = {}) => ({ type: "TextRun", text: teamsText(text), ...more });
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          ...{ type: "AdaptiveCard", version: "1.4" },
          body: [
            {
              type: "RichTextBlock",
              inlines: [run(`Rollcall: ${title}`, { weight: "Bolder", size: "Medium" })],
            },
            ...facts.map(([label, text]) => ({
              type: "RichTextBlock",
              inlines: [run(`${label}: `, { weight: "Bolder" }), run(text)],
            })),
          ],
          ...(url ? { actions: [{ type: "Action.OpenUrl", title: "Open in Rollcall", url }] } : {}),
        },
      },
    ],
  };
}
