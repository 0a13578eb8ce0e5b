import { z } from "zod";
import { postRoute } from "#lib/action/route.ts";
import { AppError } from "#lib/errors.ts";
import { decodeText } from "#lib/intake/decode.ts";
import { keepUpload } from "#lib/intake/mutations.ts";
import { receiveBody } from "#lib/intake/receive.ts";
import { UPLOAD_KINDS, type Upload } from "#lib/intake/schema.ts";

const querySchema = z.object({ kind: z.enum(UPLOAD_KINDS), name: z.string().max(200).default("") });

/** POST /api/uploads?kind=roster : a file's bytes as they are, the one body that may have 10 MB. */
export const POST = postRoute("upload.create", async (request, { viewer }): Promise<Upload> => {
  const { kind, name } = querySchema.parse(Object.fromEntries(request.nextUrl.searchParams));
  const bytes = await receiveBody(request);
  const decoded = decodeText(bytes);
  if ("refused" in decoded) throw new AppError("INVALID_INPUT", { reason: decoded.refused });
  const id = await keepUpload(viewer, { kind, name, content: decoded.text, bytes: bytes.length });
  return { id, encoding: decoded.encoding };
});
