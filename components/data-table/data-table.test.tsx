import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { DataTable } from "#components/data-table/data-table.tsx";

it("keeps room for rows that are not drawn without spanning columns that may be left out", () => {
  const html = renderToStaticMarkup(
    <DataTable
      label="People"
      columns={[
        { id: "name", header: "Name", cell: (row: string) => row },
        { id: "more", header: "Other teams", width: 64, fits: "@max-[730px]:hidden", cell: () => null },
      ]}
      total={900}
      rowAt={(index) => `${index}`}
      rowKey={(row) => row}
      sort={{ by: "name", dir: "asc" }}
      onSort={() => undefined}
      onRange={() => undefined}
    />,
  );
  expect(html).toContain('class="pad"');
  expect(html.toLowerCase()).not.toContain("colspan");
});
