"use client";

import type { ComponentProps } from "react";
import { type ButtonLook, buttonClasses, REFUSES } from "#components/ui/button-classes.ts";
import { cx } from "#components/ui/cx.ts";
import type { IconName } from "#components/ui/glyphs.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

export type ButtonProps = ComponentProps<"button"> &
  ButtonLook & {
    /** Busy: keeps its place and focus, says so, and takes no press. */
    pending?: boolean;
    icon?: IconName;
  };

export function Button({
  variant,
  size,
  pending = false,
  icon,
  className,
  type = "button",
  onClick,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={cx(
        buttonClasses({ variant, size }),
        rest["aria-disabled"] === true && !pending && REFUSES,
        className,
      )}
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
