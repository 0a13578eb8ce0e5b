/** A form that stands in a settings page, one field below another. */
export const SETTINGS_FORM =
  "flex max-w-[calc(360px+2*var(--spacing-gutter))] flex-col items-start gap-4 px-gutter pt-2 pb-5 [&>div]:w-full";
/** A form that is read like a text: rules with a number each. */
export const RULES_FORM =
  "grid max-w-130 gap-4 px-gutter pt-4 pb-8 [&_h2]:font-semibold [&_input[inputmode=numeric]]:max-w-24";
