import { cx } from "#components/ui/cx.ts";

const BASE =
  "inline-flex flex-none items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap cursor-pointer transition-colors aria-busy:cursor-progress [&_svg]:size-3.75";
/** It says why it cannot be pressed, and stays in the way of the keyboard. */
export const REFUSES =
  "aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-faint aria-disabled:shadow-none aria-disabled:[&_svg]:text-inherit";
const VARIANTS = {
  default: "border-line bg-raised shadow-sm hover:bg-hover active:bg-pressed [&_svg]:text-muted",
  primary: "border-accent bg-accent text-on-accent shadow-sm hover:border-accent-hover hover:bg-accent-hover",
  danger: "border-transparent bg-danger-fill text-on-danger shadow-sm hover:bg-danger-hover",
  plain: "border-transparent text-muted hover:bg-hover hover:text-text active:bg-pressed [&_svg]:text-muted",
  link: "border-transparent text-accent-text hover:bg-hover active:bg-pressed [&_svg]:text-muted",
};
const SIZES = {
  md: "h-control px-2.5 max-sm:px-3 [&_svg]:-ms-0.5",
  lg: "h-field px-3 [&_svg]:-ms-0.5",
  icon: "size-control",
  /** In the end of a field. */
  inset: "absolute end-0.5 size-[calc(var(--spacing-field)-4px)] bg-surface",
};

export type ButtonLook = {
  variant?: keyof typeof VARIANTS | undefined;
  size?: keyof typeof SIZES | undefined;
};

/** How a button looks; for links that look like one too. */
export const buttonClasses = ({ variant = "default", size = "md" }: ButtonLook = {}): string =>
  cx(BASE, VARIANTS[variant], SIZES[size]);
