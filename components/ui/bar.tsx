import type { ComponentProps } from "react";
import { cx } from "#components/ui/cx.ts";

const SIZES = { sm: "h-[3px] rounded-[2px]", md: "h-1 rounded-[2px]", lg: "h-1.5 rounded-[3px]" };

/** The track of a bar; its children are the parts, each as wide as its `flex`. */
export function Bar({ size = "md", ...rest }: ComponentProps<"span"> & { size?: keyof typeof SIZES }) {
  return <span className={cx("flex gap-px overflow-hidden bg-line", SIZES[size])} {...rest} />;
}
