import type { Field } from "#lib/insight/api/reference.ts";

/** Fields one below the other; those of an object in a field open below it. */
export function FieldList({
  fields,
  label,
  isDeep = false,
  saysRequired = false,
}: {
  fields: readonly (Field & { in?: string })[];
  label: string;
  isDeep?: boolean;
  /** Of what is sent: an answer has all of its fields always. */
  saysRequired?: boolean;
}) {
  return (
    <ul aria-label={label} className={isDeep ? "border-s border-line ps-3" : "border-t border-line-faint"}>
      {fields.map((field) => (
        <li
          key={`${field.in ?? ""} ${field.name}`}
          className="border-b border-line-faint py-1.5 last:border-b-0"
        >
          <div className="flex flex-wrap items-baseline gap-x-3">
            <code className="mono font-medium wrap-anywhere">{field.name}</code>
            <span className="min-w-0 flex-1 text-muted wrap-anywhere">
              {field.type}
              {field.in && (
                <span className="text-faint">, in the {field.in === "path" ? "path" : field.in}</span>
              )}
            </span>
            {saysRequired && field.isRequired && <span className="text-small text-faint">required</span>}
          </div>
          {field.note && <p className="text-muted wrap-anywhere">{field.note}</p>}
          {field.fields && (
            <details className="mt-1">
              <summary className="cursor-pointer text-small text-accent-text">
                {field.fields.length === 1 ? "1 field" : `${field.fields.length} fields`}
                <span className="sr-only"> of {field.name}</span>
              </summary>
              <div className="mt-1.5 ms-1">
                <FieldList
                  fields={field.fields}
                  label={`Fields of ${field.name}`}
                  isDeep
                  saysRequired={saysRequired}
                />
              </div>
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}
