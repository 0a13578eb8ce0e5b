"use client";

import { useEffect } from "react";
import { tell } from "#components/ui/cookie.ts";
import { whenIdle } from "#components/ui/when-idle.ts";
import { LATER_COOKIE, styles } from "#lib/core/styles.ts";

const ID = "styles";

/** What the server wrote, taken before React begins: where it draws a page anew, as after an error, it writes it again. */
const written = typeof document === "undefined" ? undefined : document.getElementById(ID)?.textContent;

/**
 * The styles of every page, written into it by the server: the browser draws the first rows without waiting for a file. The
 * text is not sent a second time for React. `href`: the same as a file, for a page that comes without any content, which is
 * how Next answers 404. `hasLater`: this browser has the rest, and asks for it at once.
 */
export function Styles({ nonce, href, hasLater }: { nonce: string; href: string; hasLater: boolean }) {
  useEffect(
    () =>
      whenIdle(() => {
        const later = document.getElementById(ID)?.dataset.later;
        if (later) tell(LATER_COOKIE, later);
      }),
    [],
  );
  const __html = written ?? styles().css;
  if (__html === "") return href === "" ? null : <link rel="stylesheet" href={href} precedence="styles" />;
  return (
    <style
      id={ID}
      nonce={nonce}
      data-later={styles().later}
      data-letters={styles().letters}
      data-at-once={hasLater || undefined}
      suppressHydrationWarning
      // biome-ignore lint/security/noDangerouslySetInnerHtml: it comes from the build alone
      dangerouslySetInnerHTML={{ __html }}
    />
  );
}
