"use client";

import { styles } from "#lib/core/styles.ts";

const ID = "styles";

/** What the server wrote, taken before React begins: where it draws a page anew, as after an error, it writes it again. */
const written = typeof document === "undefined" ? undefined : document.getElementById(ID)?.textContent;

/**
 * The styles of every page, written into it by the server: the browser draws the first rows without waiting for a file. The
 * text is not sent a second time for React. `href`: the same as a file, for a page that comes without any content, which is
 * how Next answers 404.
 */
export function Styles({ nonce, href }: { nonce: string; href: string }) {
  const __html = written ?? styles().css;
  if (__html === "") return href === "" ? null : <link rel="stylesheet" href={href} precedence="styles" />;
  return (
    <style
      id={ID}
      nonce={nonce}
      data-letters={styles().letters}
      suppressHydrationWarning
      // biome-ignore lint/security/noDangerouslySetInnerHtml: it comes from the build alone
      dangerouslySetInnerHTML={{ __html }}
    />
  );
}
