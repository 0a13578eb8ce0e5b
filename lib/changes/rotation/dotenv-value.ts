import { invisibleIn } from "#lib/core/addresses/signs.ts";

/** How references of secret stores begin, which their own tools replace and nobody else does. */
const REFERENCE = new RegExp(
  `^(?:${[
    "(?:op|vault|bws|doppler|infisical|keyring|keychain|akv|sm|gsm|pass|age|sops|awssm|awsssm|gcpsm|azkv|secretref)://",
    "ref\\+[a-z]+://",
    "(?:vault|secret|encrypted|gcp:secretmanager|aws:secretsmanager|ssm|awssm|sm|azurekeyvault|keyvault|sops|age|file)[:/]",
    "arn:aws[a-z-]*:(?:secretsmanager|ssm|kms):",
    "/aws/reference/secretsmanager/",
    "projects/[^/]+/secrets/",
    "(?:https://)?[a-z0-9-]+\\.vault\\.azure\\.net/",
    "@Microsoft\\.KeyVault\\(",
    "\\{\\{resolve:",
    "\\$?\\{\\{",
    "ENC\\[",
    "!(?:vault|Ref|Sub|secret)\\b",
    "\\$ANSIBLE_VAULT;",
  ].join("|")})`,
  "i",
);
const CURLY = /[\u2018-\u201F\u2039\u203A\u00AB\u00BB\u301D-\u301F\uFF02\uFF07]/;
/** Controls but for a tab and line ends: nobody types one into a value. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0001-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/;

/** What to say of a value that is taken as it stands, though somebody may have meant otherwise; never a part of it. */
export function valueNotes(name: string, value: string, quote: string | undefined): string[] {
  const isShellRead = quote !== "'";
  const invisible = invisibleIn(value);
  return [
    ...(isShellRead && /\$(\{\w+|[A-Za-z_]\w*)/.test(value)
      ? [`${name} holds a $ reference, which is taken as it stands`]
      : []),
    ...(/\$\(|<\(/.test(value)
      ? [`${name} holds a command in $( ), which is not run: it is taken as it stands`]
      : []),
    ...(quote === "`" || (isShellRead && /`/.test(value))
      ? [`${name} stands in back-ticks, which a shell would run: it is taken as it stands`]
      : []),
    ...(REFERENCE.test(value)
      ? [`${name} looks like a reference of a secret store, which is not looked up: it is taken as it stands`]
      : []),
    ...(CURLY.test(value) ? [`${name} holds curly quotes, which belong to the value here`] : []),
    ...(invisible.length > 0
      ? [`${name} holds signs that cannot be seen (${invisible.slice(0, 4).join(", ")}), taken as they stand`]
      : []),
    ...(CONTROLS.test(value) ? [`${name} holds control characters, taken as they stand`] : []),
  ];
}
