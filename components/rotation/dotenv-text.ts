type Line = { teamName: string; name: string; value: string };

/**
 * A value as `lib/changes/rotation/dotenv.ts` and a shell read it back: plain where it can be, else in quotes that keep every sign.
 * In double quotes a shell would run `$( )` and back-ticks, and other readers put variables in: they are escaped.
 */
function quoted(value: string): string {
  if (/^[\w\-./+@%,][\w\-.:/+=@%,~]*$/.test(value)) return value;
  if (!value.includes("'")) return `'${value}'`;
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("$", "\\$").replaceAll("`", "\\`").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}"`;
}

/** Names and values as the text of an `.env` file; with `withTeams`, each team's under a comment with its name. */
export function dotenvText(lines: readonly Line[], withTeams: boolean): string {
  let team = "";
  const text: string[] = [];
  for (const { teamName, name, value } of lines) {
    if (withTeams && teamName !== team) text.push(`# ${teamName.replaceAll(/\s+/g, " ")}`);
    team = teamName;
    text.push(`${name}=${quoted(value)}`);
  }
  return `${text.join("\n")}\n`;
}
