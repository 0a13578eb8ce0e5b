import { Line, LineGlyph, LineText } from "#components/ui/line.tsx";
import { Link } from "#components/ui/link.tsx";
import { SectionHead } from "#components/ui/section-head.tsx";
import { secretHref } from "#lib/directory/secrets/address.ts";
import type { SecretRow } from "#lib/directory/secrets/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** Where else the value stands, by fingerprints of what Rollcall set itself; why not, where that cannot be known. */
export function SameValues({ secret }: { secret: SecretRow }) {
  const twins = secret.sameAs ?? [];
  const vendor = VENDOR_FACTS[secret.vendor].name;
  const isKnown = secret.setAt !== undefined && !secret.changedOutside;
  return (
    <section aria-label="The same value elsewhere">
      <SectionHead title="The same value elsewhere" count={isKnown ? twins.length : undefined} />
      <div>
        {twins.map((twin) => (
          <Line key={`${twin.teamId} ${twin.name}`}>
            <LineGlyph icon="key" />
            <LineText>
              <Link className="mono link" href={secretHref(twin)}>
                <bdi>{twin.name}</bdi>
              </Link>{" "}
              in{" "}
              <Link className="link" href={`/teams/${encodeURIComponent(twin.teamId)}/secrets`}>
                <bdi>{twin.teamName}</bdi>
              </Link>
            </LineText>
          </Line>
        ))}
        <p className="px-gutter pt-1 pb-2 text-small/[18px] text-muted">
          {isKnown
            ? twins.length > 0
              ? "Known by fingerprints of the values that Rollcall set itself, in the teams that you see. A copy that was set elsewhere cannot be seen."
              : "Nowhere among the values that Rollcall set itself, in the teams that you see. A copy that was set elsewhere cannot be seen."
            : secret.setAt === undefined
              ? `Not known: Rollcall has not set this value, and ${vendor} never shows one. After a rotation through Rollcall it is.`
              : `Not known any more: it was changed at ${vendor} after Rollcall had set it, and ${vendor} never shows a value.`}
        </p>
      </div>
    </section>
  );
}
