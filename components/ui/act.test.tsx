import { readFileSync } from "node:fs";
import path from "node:path";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { Act, DRAWN } from "./act.tsx";
import { rowAvatar } from "./avatar.tsx";
import { GLYPHS } from "./glyphs.ts";

const css = readFileSync(path.resolve(import.meta.dirname, "../../app/styles/table.css"), "utf8");

it.each([...DRAWN])("draws the icon %s of a row from the stylesheet, as it is elsewhere", (icon) => {
  const html = renderToStaticMarkup(<Act icon={icon} name="Do" />);
  expect(html).toContain(`act act-${icon}`);
  expect(html).not.toContain("<svg");
  const rule = css.split(`.act-${icon} {`)[1]?.split("}")[0] ?? "";
  expect(rule).toContain(`<path d="${GLYPHS[icon as keyof typeof GLYPHS]}"/>`);
});

it("draws the person of an avatar without letters from the stylesheet, as it is elsewhere", () => {
  expect(rowAvatar("Ada Lovelace", false)).toMatchObject({ "data-avatar": "AL" });
  expect(rowAvatar("Ada Lovelace", true)).toEqual({ "data-avatar": "", "data-invited": true });
  const rule = css.split('.name[data-avatar=""]::after {').at(-1)?.split("}")[0] ?? "";
  expect(rule).toContain(`<path d="${GLYPHS.person}"/>`);
});

it("brings every other icon, and shows that it is busy", () => {
  expect(renderToStaticMarkup(<Act icon="x" name="Do" />)).toContain("#i-x");
  const busy = renderToStaticMarkup(<Act icon="trash" name="Do" isBusy />);
  expect(busy).toContain('class="act"');
  expect(busy).toContain("<s");
});
