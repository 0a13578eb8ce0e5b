import type { ComponentProps } from "react";

/** What a dialog's footer says before its buttons: the cost, how far it is. Empty, it pushes them to the end. */
export function FootNote(props: ComponentProps<"span">) {
  return <span {...props} className="flex-1 text-small text-muted max-sm:flex-[1_0_100%]" />;
}
