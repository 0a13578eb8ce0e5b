import type { ReactNode } from "react";
import { AgeBar } from "#components/ui/age-bar.tsx";
import { cx } from "#components/ui/cx.ts";
import { useNow } from "#components/ui/now.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { grouped } from "#lib/core/grouped.ts";
import type { SecretAuthor, SecretDetails } from "#lib/directory/secrets/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const DAY_MS = 86_400_000;
const POLICIES: Record<SecretDetails["policy"], string> = {
  default: "the default policy",
  team: "a policy for this team",
  name: "a policy for names like this",
  "team and name": "a policy for names like this in this team",
};
const daysOf = (n: number): string => (n === 1 ? "1 day" : `${grouped(n)} days`);

/** Age, who made and changed it, when it is due, and what uses it: what is not known is said to be so. */
export function SecretFacts({ details }: { details: SecretDetails }) {
  const { secret, policy, dueAt, createdBy, changedBy } = details;
  const vendor = VENDOR_FACTS[secret.vendor].name;
  return (
    <dl className="grid grid-cols-[repeat(auto-fit,minmax(148px,1fr))] gap-x-6 gap-y-4 px-gutter pt-1 pb-4">
      <Fact name="Age">
        {secret.ageDays === undefined ? (
          "Not known"
        ) : (
          <AgeBar days={secret.ageDays} limitDays={secret.limitDays} />
        )}
      </Fact>
      <Fact name="Next due" note={`After ${daysOf(secret.limitDays)}, by ${POLICIES[policy]}`}>
        <Due at={dueAt} />
      </Fact>
      <Fact name="Last changed" note={<Author author={changedBy} verb="changed" />}>
        {secret.modifiedAt ? <TimeAgo at={secret.modifiedAt} isLong /> : "Not known"}
      </Fact>
      <Fact name="Created" note={<Author author={createdBy} verb="created" />}>
        {secret.createdAt ? <TimeAgo at={secret.createdAt} isLong /> : "Not known"}
      </Fact>
      <Fact
        name="In use"
        note={
          secret.inUse
            ? `${vendor} does not say which deployment it is.`
            : secret.inUse === undefined
              ? `${vendor} has not said yet.`
              : undefined
        }
      >
        {secret.inUse === undefined ? "Not known" : secret.inUse ? "By a deployment" : "By no deployment"}
      </Fact>
    </dl>
  );
}

function Fact({ name, note, children }: { name: string; note?: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-micro text-faint">{name}</dt>
      <dd className="min-w-0">
        <span className="block truncate font-medium">{children}</span>
        {note && <span className="block text-small text-muted wrap-anywhere">{note}</span>}
      </dd>
    </div>
  );
}

function Author({ author, verb }: { author: SecretAuthor; verb: "changed" | "created" }) {
  if (author.is === "user")
    return (
      <>
        by <bdi>{author.name}</bdi>, through Rollcall
      </>
    );
  return author.is === "vendor" ? (
    <>
      {verb} at the vendor, {author.vendor}
    </>
  ) : (
    <>by whom is not known</>
  );
}

function Due({ at }: { at: string | undefined }) {
  const now = useNow();
  if (!at) return "Not known";
  const left = Math.round((Date.parse(at) - now) / DAY_MS);
  return (
    <time dateTime={at} title={at} className={cx(left <= 0 && "text-warn")}>
      {left > 0 ? `In ${daysOf(left)}` : left === 0 ? "Today" : `${daysOf(-left)} overdue`}
    </time>
  );
}
