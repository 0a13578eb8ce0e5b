import type { ReactNode } from "react";
import { PrintButton } from "#components/receipts/print-button.tsx";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { exactTime } from "#components/ui/clock.ts";
import { Link } from "#components/ui/link.tsx";
import type { ReceiptTaken, ReceiptTrail } from "#lib/changes/batches/schema.ts";

/** The second voice on paper: a grey that a printer can hold. */
export const PALE = "text-[#555]";

export type PaperFact = { name: string; value: ReactNode };

/**
 * A page made for paper: black on white whatever the theme, without Rollcall's navigation. On the screen a line above it
 * leads back and prints; on paper that line is not there.
 */
export function Paper({
  title,
  back,
  files,
  taken,
  facts,
  trail,
  noTrail = "No longer kept",
  children,
}: {
  title: ReactNode;
  back: { href: string; label: string };
  /** The same receipt as files. */
  files: readonly { href: string; label: string }[];
  taken: ReceiptTaken;
  facts: readonly PaperFact[];
  /** Undefined: the events are not kept any more. */
  trail: ReceiptTrail | undefined;
  /** What is said where there are none. */
  noTrail?: string;
  children: ReactNode;
}) {
  return (
    <div className="min-h-full bg-[white] text-[black]">
      <nav
        aria-label="Receipt"
        className="flex flex-wrap items-center gap-2 border-b border-line bg-surface px-gutter py-2 print:hidden"
      >
        <Link className="link" href={back.href}>
          {back.label}
        </Link>
        <span className="flex-1" />
        {files.map(({ href, label }) => (
          <a key={href} className={buttonClasses({ variant: "plain" })} href={href} download>
            {label}
          </a>
        ))}
        <PrintButton />
      </nav>
      {/* On a phone the sheet keeps its width and is moved sideways. */}
      <main
        className="mx-auto max-w-[190mm] overflow-x-auto px-gutter py-6 max-sm:[&>*]:min-w-160 print:max-w-none print:overflow-visible print:p-0"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard
        tabIndex={0}
      >
        <p className="text-small font-semibold tracking-[0.02em]">Rollcall receipt</p>
        <h1 className="mt-1 text-[20px]/7 font-semibold tracking-[-0.018em] wrap-anywhere">{title}</h1>
        <dl className="mt-3 grid grid-cols-[max-content_minmax(0,1fr)] gap-x-6 gap-y-1 border-y border-[black] py-2.5 text-small">
          <Fact name="Instance" value={taken.instance} />
          {facts.map((fact) => (
            <Fact key={fact.name} {...fact} />
          ))}
          <Fact
            name="Audit events"
            value={
              trail ? (
                <>
                  {trail.first === trail.last ? trail.first : `${trail.first} to ${trail.last}`}; hash of the
                  last one <span className="mono wrap-anywhere">{trail.hash}</span>
                </>
              ) : (
                noTrail
              )
            }
          />
          <Fact
            name="Taken"
            value={
              <>
                by <bdi>{taken.by}</bdi>, {exactTime(taken.at)}
              </>
            }
          />
        </dl>
        {children}
      </main>
    </div>
  );
}

function Fact({ name, value }: PaperFact) {
  return (
    <>
      <dt className={PALE}>{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{value}</dd>
    </>
  );
}
