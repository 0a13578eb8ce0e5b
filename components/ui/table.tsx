import type { ComponentProps, ReactNode } from "react";

/** Widths in pixels; `undefined` is the one fluid column. */
export type PlainColumn = { label: string; width?: number; isHidden?: boolean; className?: string };

/** A plain table for short lists. Roles are spelled out because `display: grid` at 390 px drops them. */
export function Table({
  label,
  columns,
  isTwoLine,
  children,
}: {
  label: string;
  columns: readonly PlainColumn[];
  isTwoLine?: boolean;
  children: ReactNode;
}) {
  return (
    <table className={isTwoLine ? "table two no-check" : "table no-check"} role="table" aria-label={label}>
      <colgroup>
        {columns.map((column) => (
          <col key={column.label} style={column.width ? { width: column.width } : undefined} />
        ))}
      </colgroup>
      <thead role="rowgroup">
        <Row>
          {columns.map((column) => (
            <th key={column.label} scope="col" role="columnheader" className={column.className}>
              {column.isHidden ? <span className="vh">{column.label}</span> : column.label}
            </th>
          ))}
        </Row>
      </thead>
      <tbody role="rowgroup">{children}</tbody>
    </table>
  );
}

export function Row(props: ComponentProps<"tr">) {
  return <tr role="row" {...props} />;
}

/** `at-1` `at-1e` `at-2` `at-2e` `at-3` as class say where a cell stands at 390 px; without one it is not shown there. */
export function Cell(props: ComponentProps<"td">) {
  return <td role="cell" {...props} />;
}
