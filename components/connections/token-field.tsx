"use client";

import { type ComponentProps, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/cx.ts";
import { TextField } from "#components/ui/text-field.tsx";

/** A token being pasted: concealed, and no business of the browser's password manager. */
export function TokenField({
  error,
  hint,
  ...input
}: Pick<ComponentProps<typeof TextField>, "error" | "hint" | "value" | "onChange" | "name"> & {
  value: string;
}) {
  const [isShown, setShown] = useState(false);
  return (
    <div className="relative">
      <TextField
        label="API token"
        mono
        className={cx("pe-10", !isShown && "concealed")}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        data-1p-ignore
        data-lpignore="true"
        data-bwignore
        data-form-type="other"
        error={error}
        hint={hint}
        {...input}
      />
      <Button
        variant="plain"
        size="inset"
        className="top-7"
        icon={isShown ? "eyeOff" : "eye"}
        aria-label={isShown ? "Hide token" : "Show token"}
        title={isShown ? "Hide token" : "Show token"}
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
      />
    </div>
  );
}
