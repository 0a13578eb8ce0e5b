import { VENDOR_IDS, type VendorId } from "#lib/vendors/ids.ts";
import { VENDOR_FACTS } from "./facts.ts";
import type { Capabilities, VendorFacts } from "./port.ts";

/** Sentences about whichever vendors there are. A list of two is joined by "or", a longer one by commas too. */
const either = (parts: readonly string[]): string =>
  parts.length < 3 ? parts.join(" or ") : `${parts.slice(0, -1).join(", ")} or ${parts.at(-1)}`;
const withArticle = (words: string): string => `${/^[aeiou]/i.test(words) ? "an" : "a"} ${words}`;
const every = (say: (facts: VendorFacts) => string): string =>
  either(VENDOR_IDS.map((id) => say(VENDOR_FACTS[id])));
const target = ({ name, targetNoun }: VendorFacts): string => `${name} ${targetNoun.toLowerCase()}`;

/** "a Paperspace team or a GitBook organization" */
export const anyTarget = (): string => every((facts) => withArticle(target(facts)));
/** "a Paperspace API key or a GitBook personal token" */
export const anyToken = (): string => every(({ name, tokenNoun }) => withArticle(`${name} ${tokenNoun}`));
/** "one Paperspace team or one GitBook organization with all its teams" */
export const whatATokenOpens = (): string =>
  every((facts) => `one ${target(facts)}${facts.capabilities.manyTeams ? " with all its teams" : ""}`);
/** "Paperspace": the vendors that can do something, so far as Rollcall knows. */
export const vendorsThat = (can: (capabilities: Capabilities) => boolean): string =>
  either(
    VENDOR_IDS.map((id) => VENDOR_FACTS[id])
      .filter(({ capabilities }) => can(capabilities))
      .map(({ name }) => name),
  );
/** "a GitBook organization": what has to be connected for something that not every vendor can do. */
export const targetThat = (can: (capabilities: Capabilities) => boolean): string =>
  either(
    VENDOR_IDS.map((id) => VENDOR_FACTS[id])
      .filter(({ capabilities }) => can(capabilities))
      .map((facts) => withArticle(target(facts))),
  );
/** "both", as long as there are two vendors. */
export const severalWord = (): string => (VENDOR_IDS.length === 2 ? "both" : "several");
/** "both vendors", as long as there are two. */
export const allVendors = (): string => (VENDOR_IDS.length === 2 ? "both vendors" : "every vendor");

/** A filter's option for no vendor in particular: "Both vendors". */
export const anyVendor = (): string => (VENDOR_IDS.length === 2 ? "Both vendors" : "Every vendor");

/** A filter's options: a vendor each, in words that `say` makes of its name. */
export const vendorOptions = <Value extends string>(
  value: (id: VendorId) => Value,
  say = (name: string): string => name,
): { value: Value; label: string }[] =>
  VENDOR_IDS.map((id) => ({ value: value(id), label: say(VENDOR_FACTS[id].name) }));
