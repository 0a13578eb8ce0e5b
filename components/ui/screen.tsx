import type { ComponentProps } from "react";

/** A page of the dashboard: as high as the window, with its list scrolling inside; on a phone the window scrolls. */
export function Screen(props: ComponentProps<"div">) {
  return <div {...props} className="flex h-full min-h-0 flex-col max-sm:h-auto" />;
}
