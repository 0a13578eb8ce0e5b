import type { ComponentProps } from "react";

/**
 * A link to another page of Rollcall, which `SoftLinks` opens without loading everything anew. It is a plain anchor: a table of
 * links costs nothing when a page wakes up, and it works before that.
 */
export function Link(props: ComponentProps<"a"> & { href: string }) {
  return <a data-soft="" {...props} />;
}
