import { CheckField } from "#components/ui/check-field.tsx";
import { FieldNote } from "#components/ui/field-note.tsx";
import { SCOPE_GROUPS, SCOPE_WORDS, type Scope } from "#lib/access/tokens/constants.ts";

/** What a token may do, as far as its owner may, by what it is about. */
export function ScopeFields({
  offered,
  chosen,
  error,
  onChange,
}: {
  offered: readonly Scope[];
  chosen: ReadonlySet<Scope>;
  error: string | undefined;
  onChange: (chosen: ReadonlySet<Scope>) => void;
}) {
  const set = (scope: Scope, isChecked: boolean) => {
    const next = new Set(chosen);
    if (isChecked) next.add(scope);
    else next.delete(scope);
    onChange(next);
  };
  const groups = SCOPE_GROUPS.map(({ name, scopes }) => ({
    name,
    scopes: scopes.filter((scope) => offered.includes(scope)),
  })).filter(({ scopes }) => scopes.length > 0);
  return (
    <fieldset className="grid gap-4" aria-describedby={error ? "scopes-note" : undefined}>
      <legend className="mb-1.5 font-medium">Scopes</legend>
      {groups.map(({ name, scopes }) => (
        <fieldset key={name} className="grid gap-2 sm:grid-cols-2">
          <legend className="mb-1.5 text-small text-muted">{name}</legend>
          {scopes.map((scope) => (
            <CheckField
              key={scope}
              label={SCOPE_WORDS[scope].label}
              hint={SCOPE_WORDS[scope].hint}
              checked={chosen.has(scope)}
              onChange={(isChecked) => set(scope, isChecked)}
            />
          ))}
        </fieldset>
      ))}
      <FieldNote id="scopes-note" error={error} />
    </fieldset>
  );
}
