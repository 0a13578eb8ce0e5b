import "server-only";
import { Marked } from "marked";
import type { HelpTopic } from "#lib/core/help-topics.ts";
import api from "../../../docs/help/api.md";
import audit from "../../../docs/help/audit.md";
import backup from "../../../docs/help/backup.md";
import notices from "../../../docs/help/notices.md";
import offboarding from "../../../docs/help/offboarding.md";
import plans from "../../../docs/help/plans.md";
import reviews from "../../../docs/help/reviews.md";
import roles from "../../../docs/help/roles.md";
import rotation from "../../../docs/help/rotation.md";
import scheduling from "../../../docs/help/scheduling.md";
import sync from "../../../docs/help/sync.md";
import tokens from "../../../docs/help/tokens.md";

const TEXTS: Record<HelpTopic, string> = {
  ...{ tokens, roles, sync, plans },
  ...{ scheduling, offboarding, reviews, rotation, notices, api, audit, backup },
};

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

// The files are ours, and written in Markdown alone: what looks like HTML in one is shown as it stands.
const marked = new Marked({ renderer: { html: ({ text }) => escaped(text) } });

/** A help page: its heading, and the rest as HTML. */
export function helpPage(topic: HelpTopic): { title: string; html: string } {
  const text = TEXTS[topic];
  const [, title = "", body = ""] = /^# (.+)\n([\s\S]*)$/.exec(text) ?? [];
  return { title, html: marked.parse(body, { async: false }) };
}

/** The first sentence of a help page, for the list of them. */
export function helpLede(topic: HelpTopic): string {
  const paragraph = TEXTS[topic].split("\n\n")[1] ?? "";
  return /^.*?[.:](?=\s|$)/s.exec(paragraph.replaceAll(/[*`]/g, ""))?.[0].replace(/:$/, ".") ?? "";
}
