import { getRoute } from "#lib/access/action/route.ts";
import { getCheckpoint } from "#lib/insight/trail/data.ts";

export const GET = getRoute<{ id: string }>("audit.read", async (_request, { params }) => {
  const { seq, body } = await getCheckpoint(params.id);
  return new Response(`${body}\n`, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="rollcall-checkpoint-${seq}.json"`,
    },
  });
});
