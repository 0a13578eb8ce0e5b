import { Document, isMap, isSeq, Scalar, visit } from "yaml";

/** A roster as the server exports it. */
export type Exported = { $schema?: string; teams: { members: object[]; [field: string]: unknown }[] };

/** Signs that turn or hide what stands around them: in a file that people review they are written out. */
const HIDDEN =
  /[\u061C\u200B\u200E\u200F\u2028\u2029\u202A-\u202E\u2060-\u2069\uFEFF]|[\u{E0000}-\u{E007F}]/gu;
const hasHidden = (text: string): boolean => text.search(HIDDEN) >= 0;
const writtenOut = (sign: string): string => {
  const code = sign.codePointAt(0) ?? 0;
  return code > 0xffff
    ? `\\U${code.toString(16).toUpperCase().padStart(8, "0")}`
    : `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
};

/** A roster as YAML: a line a person, so that a change of one person is a change of one line. */
export function rosterYaml({ $schema: _schema, ...roster }: Exported, schemaUrl: string): string {
  const document = new Document(roster, { version: "1.2", schema: "core", aliasDuplicateObjects: false });
  const teams = document.get("teams");
  if (isSeq(teams))
    for (const team of teams.items) {
      const members = isMap(team) ? team.get("members") : undefined;
      if (isSeq(members)) for (const member of members.items) if (isMap(member)) member.flow = true;
    }
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === "string" && hasHidden(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  document.commentBefore = ` yaml-language-server: $schema=${schemaUrl}\n Who is in which team. Made by rollcall roster export; see docs/roster-as-code.md of Rollcall.`;
  return document.toString({ lineWidth: 0, flowCollectionPadding: true }).replaceAll(HIDDEN, writtenOut);
}
