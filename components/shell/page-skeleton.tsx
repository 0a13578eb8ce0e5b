import { shapeOf } from "#components/shell/page-shapes.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { Table } from "#components/ui/table.tsx";
import { Toolbar } from "#components/ui/toolbar.tsx";

const ROWS = Array.from({ length: 14 }, (_, index) => index);

/** The page at an address before it is here: its heading, its columns, and bars for what has to be read. For the eye alone. */
export function PageSkeleton({ pathname }: { pathname: string }) {
  const { title, up, part, hasToolbar, columns } = shapeOf(pathname) ?? {};
  const team = pathname.split("/").slice(0, 3).join("/");
  return (
    <Screen aria-hidden="true" inert>
      <PageHeader
        title={title ?? <SkeletonBar width={180} />}
        {...(up ? { up } : {})}
        // Whether a team has secrets is not known yet, unless one goes there.
        tabs={[
          ...(part ? [{ href: `${team}/members`, label: "Members", isCurrent: part === "members" }] : []),
          ...(part === "secrets" ? [{ href: `${team}/secrets`, label: "Secrets", isCurrent: true }] : []),
        ]}
      />
      {hasToolbar && (
        <Toolbar>
          <SkeletonBar width={220} />
          <SkeletonBar width={110} />
        </Toolbar>
      )}
      {columns && (
        <ScrollArea>
          <Table
            label=""
            columns={columns.map(([label, width], at) => ({
              label: label || `${at}`,
              isHidden: label === "",
              ...(width === undefined ? {} : { width }),
            }))}
          >
            {ROWS.map((row) => (
              <tr key={row}>
                {columns.map(([label, width, at], place) => (
                  <td key={label || place} className={at}>
                    {label !== "" && (
                      <SkeletonBar width={Math.min(160, (typeof width === "number" ? width : 200) * 0.6)} />
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </Table>
        </ScrollArea>
      )}
    </Screen>
  );
}
