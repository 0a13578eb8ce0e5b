import type { ReactNode } from "react";
import { Tally } from "#components/ui/tally.tsx";

/** A page that only says something: there is nothing here, this link no longer works. */
export function FullPage({
  title,
  isOutside,
  children,
}: {
  title: string;
  /** Outside the dashboard: it is the page's `main`, and shows whose page it is. */
  isOutside?: boolean;
  children: ReactNode;
}) {
  const Box = isOutside ? "main" : "div";
  return (
    <Box className="grid min-h-[60vh] place-content-center justify-items-start gap-2 px-gutter py-6">
      {isOutside && <Tally />}
      <h1 className="text-[20px]/7 font-semibold tracking-[-0.018em]">{title}</h1>
      {children}
    </Box>
  );
}
