import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { HELP_TOPICS, isHelpTopic } from "#lib/core/help-topics.ts";
import { helpLede, helpPage } from "./data.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../../docs/help");
const topics = Object.keys(HELP_TOPICS).filter(isHelpTopic);

it("has a page for each file of docs/help, and for nothing else", () => {
  expect(readdirSync(FOLDER).sort()).toEqual(topics.map((topic) => `${topic}.md`).sort());
  expect(isHelpTopic("../roles")).toBe(false);
  expect(isHelpTopic("constructor")).toBe(false);
});

describe.each(topics)("the help page %s", (topic) => {
  it("is called what the links to it say, and begins with a sentence", () => {
    const { title, html } = helpPage(topic);
    expect(title).toBe(HELP_TOPICS[topic]);
    expect(html).toMatch(/^<p>/);
    expect(html).not.toContain("<h1");
    expect(helpLede(topic)).toMatch(/^[A-Z].{20,200}\.$/s);
  });
  it("leads to no page that is not there", () => {
    const hrefs = [...helpPage(topic).html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
    const pages = ["/help/reference", ...topics.map((other) => `/help/${other}`)];
    expect(hrefs.filter((href) => href === undefined || !pages.includes(href))).toEqual([]);
  });
});
