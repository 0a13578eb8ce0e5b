/** Stands among the roles of a filter: whatever was given for a time. */
export const TEMPORARY = { value: "temporary", label: "Temporary" } as const;

/** What choosing one of those sets: one of them is filtered by at a time. */
export const orTemporary = <Name extends string>(field: Name, value: string): Record<string, string> =>
  value === TEMPORARY.value ? { [field]: "", temporary: "yes" } : { [field]: value, temporary: "" };
