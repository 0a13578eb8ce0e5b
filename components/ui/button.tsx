"use client";

import type { ComponentProps } from "react";
import type { IconName } from "#components/ui/glyphs.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

export type ButtonProps = ComponentProps<"button"> & {
  variant?: "default" | "primary" | "danger" | "plain" | "link";
  size?: "md" | "lg" | "icon";
  /** Busy: keeps its place and focus, says so, and takes no press. */
  pending?: boolean;
  icon?: IconName;
};

export function Button({
  variant = "default",
  size = "md",
  pending = false,
  icon,
  className,
  type = "button",
  onClick,
  children,
  ...rest
}: ButtonProps) {
  const classes = [
    "btn",
    variant !== "default" && `btn-${variant}`,
    size !== "md" && `btn-${size}`,
    className,
  ].filter(Boolean);
  return (
    <button
      {...rest}
      type={type}
      className={classes.join(" ")}
      aria-busy={pending || undefined}
      onClick={(event) => {
        if (pending || rest["aria-disabled"] === true) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {pending ? (
        <Spinner tone={variant === "primary" || variant === "danger" ? "current" : "accent"} />
      ) : (
        icon && <Icon name={icon} />
      )}
      {children}
    </button>
  );
}
