"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** The link that a press is meant for (of a key: none), unless the browser itself is to open it: in another tab, or as a download. */
export function linkOf(event: MouseEvent): HTMLAnchorElement | undefined {
  const { target, button, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented } = event;
  if (defaultPrevented || button !== 0 || metaKey || ctrlKey || shiftKey || altKey) return undefined;
  const link = target instanceof Element ? target.closest<HTMLAnchorElement>("a[data-soft]") : null;
  return link && (link.target === "" || link.target === "_self") ? link : undefined;
}

/** Opens every `Link` of the page by Next's router: one listener, after those of React. */
export function SoftLinks() {
  const router = useRouter();
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      const link = linkOf(event);
      const href = link?.getAttribute("href");
      if (!href) return;
      event.preventDefault();
      router.push(href);
    };
    window.addEventListener("click", onClick);
    return () => window.removeEventListener("click", onClick);
  }, [router]);
  return null;
}
