import { z } from "zod";
import { type Lane, receiveBody } from "#lib/access/action/receive-body.ts";
import { postRoute } from "#lib/access/action/route.ts";
import { decodeText } from "#lib/changes/intake/decode.ts";
import { MAX_FILE_BYTES, TOO_LARGE } from "#lib/changes/intake/limits.ts";
import { keepUpload } from "#lib/changes/intake/mutations.ts";
import { UPLOAD_KINDS, type Upload } from "#lib/changes/intake/schema.ts";
import { AppError } from "#lib/core/errors.ts";

const querySchema = z.object({ kind: z.enum(UPLOAD_KINDS), name: z.string().max(200).default("") });

const FILES: Lane = {
  ...{ name: "files", most: MAX_FILE_BYTES, atOnce: 4 },
  tooLarge: () => new AppError("INVALID_INPUT", { reason: TOO_LARGE }),
};

/** POST /api/uploads?kind=roster : a file's bytes as they are, the one body that may have 10 MB. */
export const POST = postRoute("upload.create", async (request, { viewer }): Promise<Upload> => {
  const { kind, name } = querySchema.parse(Object.fromEntries(request.nextUrl.searchParams));
  const bytes = await receiveBody(request, FILES);
  const decoded = decodeText(bytes);
  if ("refused" in decoded) throw new AppError("INVALID_INPUT", { reason: decoded.refused });
  const id = await keepUpload(viewer, { kind, name, content: decoded.text, bytes: bytes.length });
  return { id, encoding: decoded.encoding };
});
