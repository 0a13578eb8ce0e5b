import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";

/** Lines of an answer under their heading, with a button that copies them. */
export function Listed({
  title,
  onCopy,
  children,
}: {
  title: string;
  onCopy: () => void;
  children: ReactNode;
}) {
  return (
    <section className="mt-3.5">
      <header className="mb-1 flex items-center justify-between">
        <h3 className="font-semibold">{title}</h3>
        <Button onClick={onCopy} icon="copy">
          Copy {title.toLowerCase()}
        </Button>
      </header>
      <ul
        aria-label={title}
        className="max-h-[168px] overflow-auto border-y border-line-raised [&>li]:flex [&>li]:justify-between [&>li]:gap-3 [&>li]:py-1 [&>li>*]:min-w-0 [&>li>*]:truncate"
      >
        {children}
      </ul>
    </section>
  );
}
