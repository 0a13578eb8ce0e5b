import type { ComponentProps } from "react";
import { cx } from "#components/ui/cx.ts";
import type { IconName } from "#components/ui/glyphs.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Link } from "#components/ui/link.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

const LINE =
  "flex items-center gap-2 px-gutter hover:bg-hover max-sm:min-h-11 max-sm:items-start max-sm:py-2 [&>time]:shrink-0 [&>time]:text-small/5 [&>time]:text-faint";
const ONE = "min-h-7 whitespace-nowrap";

/** One line of a short list: a glyph, a text that gives way, a value at its end. */
export function Line(props: ComponentProps<"div">) {
  return <div className={cx(LINE, ONE)} {...props} />;
}

/** A line that leads somewhere; of two rows of text where `isTwo`. */
export function LineLink({ isTwo, ...rest }: ComponentProps<typeof Link> & { isTwo?: boolean }) {
  return <Link className={cx(LINE, isTwo ? "min-h-11 whitespace-nowrap" : ONE)} {...rest} />;
}

const NOTE_TONES = { faint: "text-faint", warn: "text-warn", danger: "text-danger", plain: "" };

/** A line that says something of the list itself. */
export function LineNote({
  tone = "faint",
  ...rest
}: ComponentProps<"p"> & { tone?: keyof typeof NOTE_TONES }) {
  return <p className={cx(LINE, "min-h-7", NOTE_TONES[tone])} {...rest} />;
}

const GLYPH_TONES = { faint: "text-faint", ok: "text-ok", warn: "text-warn", danger: "text-danger" };
export type GlyphTone = keyof typeof GLYPH_TONES;

/** What stands before a line's text; without an icon, what it tells of is under way. */
export function LineGlyph({ icon, tone = "faint" }: { icon?: IconName; tone?: GlyphTone | undefined }) {
  if (!icon) return <Spinner className="mx-px max-sm:mt-[3px]" />;
  return <Icon name={icon} className={cx("size-3.5 max-sm:mt-[3px]", GLYPH_TONES[tone])} />;
}

export function LineText({ as: As = "span", ...rest }: ComponentProps<"span"> & { as?: "span" | "bdi" }) {
  return <As className="clip flex-1 max-sm:wrap-anywhere max-sm:whitespace-normal" {...rest} />;
}

const VALUE_TONES = { faint: "text-faint", warn: "text-warn", danger: "text-danger" };

export function LineValue({
  tone = "faint",
  ...rest
}: ComponentProps<"span"> & { tone?: keyof typeof VALUE_TONES | undefined }) {
  return <span className={cx("shrink-0 text-small/5 tabular-nums", VALUE_TONES[tone])} {...rest} />;
}
