import { FieldList } from "#components/reference/field-list.tsx";
import type { ReferenceOperation } from "#lib/insight/api/reference.ts";

const HEAD = "mt-5 mb-1.5 text-small font-medium text-muted";
const CODE = "mono leading-5 rounded-lg whitespace-pre-wrap wrap-anywhere bg-sunken px-3 py-2";

const isRefusal = ({ status }: { status: string }): boolean => Number(status) >= 400;

/** How a shell asks for it. */
function curlOf({ method, path, body, parameters }: ReferenceOperation, origin: string): string {
  const headers = parameters
    .filter((one) => one.in === "header" && one.isRequired)
    .map((one) => ` \\\n  -H "${one.name}: $(uuidgen)"`)
    .join("");
  const sent = body.length > 0 ? ` \\\n  -H "Content-Type: application/json" -d @body.json` : "";
  const verb = method === "GET" ? "" : `-X ${method} `;
  return `curl ${verb}-H "Authorization: Bearer $ROLLCALL_TOKEN"${headers}${sent} \\\n  ${origin}${path}`;
}

/** One operation of the API: what it needs, takes and answers. */
export function Operation({ operation, origin }: { operation: ReferenceOperation; origin: string }) {
  const { id, method, path, summary, description, parameters, body, answers } = operation;
  const refusals = answers.filter(isRefusal);
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="scroll-mt-2 border-b border-line py-6">
      <h3 id={`${id}-title`} className="text-title font-semibold">
        {summary}
      </h3>
      <p className="mt-1 wrap-anywhere">
        <code className="mono">
          <span className="me-2 text-faint">{method}</span>
          {path}
        </code>
      </p>
      {description && <Described text={description} />}
      <pre className={`mt-3 ${CODE}`}>{curlOf(operation, origin)}</pre>
      {parameters.length > 0 && (
        <>
          <h4 className={HEAD}>Parameters</h4>
          <FieldList fields={parameters} label={`Parameters of ${summary}`} saysRequired />
        </>
      )}
      {body.length > 0 && (
        <>
          <h4 className={HEAD}>Body</h4>
          <FieldList fields={body} label={`Body of ${summary}`} saysRequired />
        </>
      )}
      {answers
        .filter((one) => !isRefusal(one))
        .map((answer) => (
          <div key={answer.status}>
            <h4 className={HEAD}>
              <span className="text-text">{answer.status}</span> {answer.description}
            </h4>
            {answer.fields.length > 0 && (
              <FieldList fields={answer.fields} label={`Answer ${answer.status} of ${summary}`} />
            )}
          </div>
        ))}
      {refusals.length > 0 && (
        <details className="mt-4">
          <summary className="cursor-pointer text-small text-accent-text">
            {refusals.length} refusals<span className="sr-only"> of {summary}</span>
          </summary>
          <dl className="mt-1.5 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1">
            {refusals.map(({ status, description: why }) => (
              <div key={status} className="contents">
                <dt className="mono">{status}</dt>
                <dd className="text-muted">{why}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </section>
  );
}

/** A description with its words in backticks as code. */
function Described({ text }: { text: string }) {
  return (
    <p className="mt-2 text-muted wrap-anywhere">
      {text.split("`").map((part, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, which never change places
          <code key={index} className="mono text-text">
            {part}
          </code>
        ) : (
          part
        ),
      )}
    </p>
  );
}
