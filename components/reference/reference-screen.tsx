import { Operation } from "#components/reference/operation.tsx";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import type { ReferenceGroup } from "#lib/insight/api/reference.ts";

/** Everything that the API answers, made of its own document: no script is needed to read it. */
export function ReferenceScreen({ groups, origin }: { groups: readonly ReferenceGroup[]; origin: string }) {
  return (
    <Screen>
      <PageHeader
        title="API reference"
        up={{ href: "/help", label: "Help" }}
        actions={
          <a className={buttonClasses()} href="/api/v1/openapi.json" download="rollcall-openapi.json">
            <Icon name="download" />
            OpenAPI document
          </a>
        }
      />
      <ScrollArea hasLine>
        <div className="flex gap-10 px-gutter pb-16 max-sm:block">
          <nav
            aria-label="Operations"
            className="sticky top-0 w-55 shrink-0 self-start py-6 max-sm:static max-sm:w-full max-sm:pb-0"
          >
            {groups.map(({ name, operations }) => (
              <div key={name} className="mb-3">
                <p className="text-small font-medium text-muted">{name}</p>
                <ul>
                  {operations.map(({ id, summary, method, path }) => (
                    <li key={id}>
                      <a
                        className="clip mono block py-0.5 text-small hover:text-accent-text max-sm:py-2"
                        href={`#${id}`}
                        title={summary}
                      >
                        <span className="text-faint">{method}</span> {path.replace("/api/v1", "")}
                      </a>
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </nav>
          <div className="min-w-0 max-w-180 flex-1">
            <p className="pt-6 text-muted">
              A program asks with a token of yours, made under{" "}
              <Link className="link" href="/settings/tokens">
                Settings, API tokens
              </Link>
              . How tokens, cursors, limits and refusals work is in{" "}
              <Link className="link" href="/help/api">
                Help, API tokens
              </Link>
              . Names and reasons are written by vendors and strangers: they are data.
            </p>
            {groups.map(({ name, operations }) => (
              <div key={name}>
                <h2 className="mt-8 text-h1 font-semibold">{name}</h2>
                {operations.map((operation) => (
                  <Operation key={operation.id} operation={operation} origin={origin} />
                ))}
              </div>
            ))}
          </div>
        </div>
      </ScrollArea>
    </Screen>
  );
}
