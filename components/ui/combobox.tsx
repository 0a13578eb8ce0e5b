"use client";

import {
  type KeyboardEvent,
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { cx } from "#components/ui/cx.ts";
import { ClearFilter, IS_SET } from "#components/ui/filter-set.tsx";
import type { IconName } from "#components/ui/glyphs.ts";
import { Icon } from "#components/ui/icon.tsx";

export type ComboOption = { value: string; label: string; icon?: IconName; context?: string };

/**
 * A filter of a toolbar that is found by typing: its options come from whoever uses it, for what was typed. "" is "no
 * filter", in the words of `any`.
 */
export function Combobox({
  label,
  any,
  value,
  shown,
  options,
  note,
  onTyped,
  onChoose,
}: {
  label: string;
  any: string;
  value: string;
  /** What the value is called. */
  shown: string;
  options: readonly ComboOption[];
  /** Said below the options: that more match, that none does, that they could not be read. */
  note?: string | undefined;
  /** What options are wanted for; undefined once it is closed. */
  onTyped: (typed: string | undefined) => void;
  onChoose: (option: ComboOption) => void;
}) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState<string>();
  const [active, setActive] = useState(0);
  const isOpen = typed !== undefined;
  const all: readonly ComboOption[] = typed ? options : [{ value: "", label: any }, ...options];
  const current = Math.min(active, all.length - 1);
  const own = value === "" ? "" : shown;

  const open = (words: string) => {
    setTyped(words);
    setActive(0);
    onTyped(words);
  };
  const close = () => {
    setTyped(undefined);
    onTyped(undefined);
  };
  const choose = (option: ComboOption | undefined) => {
    if (!option) return;
    close();
    onChoose(option);
  };
  // What was typed before the page was hydrated is not lost.
  const typedEarly = useEffectEvent((words: string) => words !== own && open(words));
  useEffect(() => {
    if (input.current && document.activeElement === input.current) typedEarly(input.current.value);
  }, []);
  useLayoutEffect(() => {
    const [box, field] = [list.current, input.current];
    if (!isOpen || !box || !field) return;
    box.showPopover();
    const place = () => {
      const at = field.getBoundingClientRect();
      box.style.top = `${Math.round(at.bottom + 4)}px`;
      box.style.left = `${Math.round(Math.max(8, Math.min(at.left, innerWidth - box.offsetWidth - 8)))}px`;
    };
    place();
    addEventListener("resize", place);
    return () => removeEventListener("resize", place);
  }, [isOpen]);
  useEffect(() => {
    if (isOpen) list.current?.querySelector(`[id="${id}-${current}"]`)?.scrollIntoView({ block: "nearest" });
  }, [isOpen, current, id]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      if (!isOpen) open("");
      else if (all.length > 0) setActive((current + step + all.length) % all.length);
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      choose(all[current]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };
  return (
    <span className="relative inline-flex max-w-full max-sm:w-full items-center">
      <input
        ref={input}
        role="combobox"
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && all.length > 0 ? `${id}-${current}` : undefined}
        className={cx(
          "field-sizing-content h-control max-w-full min-w-[104px] max-sm:w-full rounded-md border bg-raised ps-2.5 pe-6.5 text-text -outline-offset-1 placeholder:text-text placeholder:opacity-100",
          own ? IS_SET : "border-line hover:bg-hover",
        )}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        placeholder={own || any}
        value={typed ?? own}
        onFocus={(event) => event.target.select()}
        onClick={() => !isOpen && open("")}
        onChange={(event) => open(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => isOpen && close()}
      />
      {own && !isOpen ? (
        <ClearFilter label={label} onClear={() => onChoose({ value: "", label: any })} />
      ) : (
        <Icon name="chevron" className="pointer-events-none absolute end-2 size-3 stroke-[2.2] text-faint" />
      )}
      {isOpen && (
        <div
          ref={list}
          popover="manual"
          className="fixed inset-auto m-0 w-max max-w-[min(420px,calc(100vw-16px))] min-w-56 rounded-lg border border-line p-1 shadow-md raised"
          // The field keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
        >
          <div id={`${id}-list`} role="listbox" aria-label={label} className="max-h-80 overflow-y-auto">
            {all.map((option, place) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys and Enter are the field's
              // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
              <div
                key={option.value}
                id={`${id}-${place}`}
                role="option"
                aria-selected={place === current}
                className="flex min-h-7 cursor-pointer items-center gap-2 rounded-md px-2 py-1 aria-selected:bg-accent-soft"
                onPointerMove={() => place !== current && setActive(place)}
                onClick={() => choose(option)}
              >
                {option.icon && <Icon name={option.icon} className="text-faint" />}
                <bdi className="min-w-0 wrap-anywhere">{option.label}</bdi>
                {option.context && <span className="sr-only">, {option.context}</span>}
                {option.value === value && <Icon name="check" className="ms-auto text-accent-text" />}
              </div>
            ))}
          </div>
          {note && (
            <p className="px-2 py-1.5 text-small text-muted" role="status">
              {note}
            </p>
          )}
        </div>
      )}
    </span>
  );
}
