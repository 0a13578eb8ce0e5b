import type { ReactNode } from "react";

export type PaperColumn = { label: string; width?: string };

/** A table on paper: its head stands on every page, and no row is torn by a page's end. Every word is there in full. */
export function PaperTable({
  label,
  columns,
  rows,
}: {
  label: string;
  columns: readonly PaperColumn[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
}) {
  return (
    <table className="mt-2 text-micro" aria-label={label}>
      <colgroup>
        {columns.map(({ label: name, width }) => (
          <col key={name} style={width ? { width } : undefined} />
        ))}
      </colgroup>
      <thead className="table-header-group">
        <tr>
          {columns.map(({ label: name }) => (
            <th key={name} scope="col" className="border-b border-[black] py-1 pe-2 font-semibold">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr key={key} className="break-inside-avoid">
            {cells.map((cell, place) => (
              <td
                key={columns[place]?.label}
                className="border-b border-[#ccc] py-1 pe-2 align-top wrap-anywhere"
              >
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
