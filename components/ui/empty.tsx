import type { ReactNode } from "react";
import { Tally } from "#components/ui/tally.tsx";

/** Why there is nothing, and what to do next. No button: the page's header has it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="absolute inset-x-0 top-thead bottom-0 grid place-content-center justify-items-center gap-1 px-6 pb-[12vh] text-center max-sm:static max-sm:py-24">
      <Tally className="mb-3 size-10 stroke-[1.1] text-line-control [stroke-dasharray:1_3.2] [&>path+path]:hidden" />
      <h2 className="text-title font-semibold tracking-[-0.01em]">{title}</h2>
      <p className="max-w-105 text-balance text-muted">{children}</p>
    </div>
  );
}
