import type { ReactNode } from "react";
import { Tally } from "#components/ui/tally.tsx";

/** Why there is nothing, and what to do next. No button: the page's header has it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <Tally />
      <h2>{title}</h2>
      <p>{children}</p>
    </div>
  );
}
