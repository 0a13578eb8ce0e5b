import { Icon } from "#components/ui/icon.tsx";
import type { HandTask } from "#lib/changes/offboarding/schema.ts";

/** Leads to where a task is done: the vendor's console, or a page of Rollcall's own. Nothing where no address is known. */
export function TaskLink({ task: { words, url } }: { task: HandTask }) {
  if (!url) return null;
  const where = url.startsWith("/") ? "Open in Rollcall" : "Open the console";
  return (
    <a
      className="link inline-flex items-center gap-1 whitespace-nowrap print:hidden"
      href={url}
      target="_blank"
      rel="noreferrer noopener"
      aria-label={`${where}: ${words}`}
    >
      {where}
      <Icon name="external" size="sm" />
    </a>
  );
}
