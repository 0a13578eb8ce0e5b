"use client";

import { useId, useState } from "react";
import { copyForAMinute } from "#components/rotation/clipboard.ts";
import { DEFAULT_LENGTH, generateValue, lengthOf } from "#components/rotation/generate.ts";
import { GeneratorFields, type Recipe } from "#components/rotation/generator-fields.tsx";
import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/cx.ts";
import { Field } from "#components/ui/field.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { INPUT } from "#components/ui/input-classes.ts";
import { grouped } from "#lib/core/grouped.ts";

/** Told to leave it alone: password managers, spelling services, autofill. */
const HANDS_OFF = {
  autoComplete: "off",
  autoCorrect: "off",
  autoCapitalize: "off",
  spellCheck: false,
  "data-1p-ignore": true,
  "data-lpignore": "true",
  "data-bwignore": true,
  "data-form-type": "other",
} as const;

/**
 * A secret's value: concealed, of several lines if need be, and never in a password field, which a manager would offer to
 * keep. It lives in the open dialog alone.
 */
export function ValueField({
  label,
  value,
  error,
  hint,
  onChange,
}: {
  label: string;
  value: string;
  error?: string | undefined;
  hint: string;
  onChange: (value: string) => void;
}) {
  const id = useId();
  const [isShown, setShown] = useState(false);
  const [said, setSaid] = useState("");
  const [recipe, setRecipe] = useState<Recipe>({ length: String(DEFAULT_LENGTH), alphabet: "url" });
  const lines = Math.min(8, value.split("\n").length);
  const size = [...value].length;
  const counted = size > 0 ? `${grouped(size)} ${size === 1 ? "character" : "characters"}. ` : "";
  const change = (next: string) => {
    setSaid("");
    onChange(next);
  };
  const copy = async () => {
    if (value === "") return setSaid("There is nothing to copy yet.");
    const isCopied = await copyForAMinute(value);
    return setSaid(
      isCopied
        ? "Copied. Emptied again in 60 seconds."
        : "This page may not use the clipboard: show the value and copy it by hand.",
    );
  };
  return (
    <Field id={id} label={label} error={error} hint={`${counted}${hint}`}>
      <div className="relative">
        <textarea
          {...HANDS_OFF}
          id={id}
          className={cx(INPUT.line, "mono pe-9.5", !isShown && "concealed")}
          style={lines > 1 ? { height: "auto", whiteSpace: "pre", overflow: "auto" } : undefined}
          rows={lines}
          value={value}
          aria-invalid={error ? true : undefined}
          aria-describedby={`${id}-note`}
          onChange={(event) => change(event.target.value)}
        />
        <Button
          variant="plain"
          size="inset"
          className="top-0.5"
          aria-label="Show value"
          title={isShown ? "Conceal value" : "Show value"}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          <Icon name={isShown ? "eyeOff" : "eye"} />
        </Button>
      </div>
      <GeneratorFields recipe={recipe} onChange={setRecipe} />
      <div className="flex items-center gap-2">
        <Button
          size="lg"
          icon="wand"
          onClick={() => {
            const length = lengthOf(recipe.length);
            setRecipe({ ...recipe, length: String(length) });
            change(generateValue(length, recipe.alphabet));
          }}
        >
          Generate
        </Button>
        <Button size="lg" icon="copy" onClick={() => void copy()}>
          Copy
        </Button>
        <span role="status" className="min-w-0 flex-1 text-small text-muted">
          {said}
        </span>
      </div>
    </Field>
  );
}
