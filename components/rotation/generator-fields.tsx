"use client";

import { useId } from "react";
import {
  ALPHABET_NAMES,
  ALPHABETS,
  type Alphabet,
  lengthOf,
  MAX_LENGTH,
  MIN_LENGTH,
  strengthBits,
} from "#components/rotation/generate.ts";
import { Icon } from "#components/ui/icon.tsx";

export type Recipe = { length: string; alphabet: Alphabet };

/** How long a generated value is and what it is made of, with its strength. */
export function GeneratorFields({
  recipe,
  onChange,
}: {
  recipe: Recipe;
  onChange: (recipe: Recipe) => void;
}) {
  const id = useId();
  const { length, alphabet } = recipe;
  return (
    <>
      <input
        className="input w-16! flex-none"
        type="number"
        inputMode="numeric"
        min={MIN_LENGTH}
        max={MAX_LENGTH}
        aria-label="Length"
        aria-describedby={id}
        title="Characters to generate"
        value={length}
        onChange={(event) => onChange({ ...recipe, length: event.target.value })}
        onBlur={() => onChange({ ...recipe, length: String(lengthOf(length)) })}
      />
      <span className="select is-field">
        <select
          aria-label="Characters"
          aria-describedby={id}
          value={alphabet}
          onChange={(event) =>
            onChange({
              ...recipe,
              alphabet: ALPHABET_NAMES.find((name) => name === event.target.value) ?? "url",
            })
          }
        >
          {ALPHABET_NAMES.map((name) => (
            <option key={name} value={name}>
              {ALPHABETS[name].label}
            </option>
          ))}
        </select>
        <Icon name="chevron" />
      </span>
      <span className="strength faint num" id={id}>
        {strengthBits(lengthOf(length), alphabet)} bits
      </span>
    </>
  );
}
