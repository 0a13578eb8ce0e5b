import { Argument, type Command } from "commander";
import { EXIT, usageError } from "../exit.ts";
import type { Runner } from "../run.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

/** A command by its words ("batches watch"), with what may follow it. */
type Entry = { path: string; words: string; follows: string[] };

const optionsOf = (command: Command): string[] =>
  command.options.filter(({ hidden }) => !hidden).flatMap(({ long }) => long ?? []);

/** Every command of the program, with its subcommands and options. */
export function entriesOf(program: Command): Entry[] {
  const everywhere = [...optionsOf(program).filter((option) => option !== "--version"), "--help"];
  const visit = (command: Command, path: string): Entry[] => {
    const below = command.commands.map((child) => visit(child, `${path} ${child.name()}`.trim()));
    const names = command.commands.map((child) => child.name());
    const own = command === program ? ["--version", "help"] : optionsOf(command);
    const values = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
    return [
      { path, words: command.description(), follows: [...names, ...values, ...own, ...everywhere] },
      ...below.flat(),
    ];
  };
  return visit(program, "");
}

/** As a shell quotes: what stands in a description is nobody's command. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function bash(entries: readonly Entry[]): string {
  const cases = entries.map(
    ({ path, follows }) => `    ${quoted(path)}) words=${quoted(follows.join(" "))} ;;`,
  );
  const paths = entries.map(({ path }) => path).filter(Boolean);
  return `# rollcall completion bash: source <(rollcall completion bash)
_rollcall() {
  local current=\${COMP_WORDS[COMP_CWORD]} path="" words="" at candidate
  for ((at = 1; at < COMP_CWORD; at++)); do
    candidate="\${path:+$path }\${COMP_WORDS[at]}"
    case "$candidate" in
    ${paths.map(quoted).join(" | ")}) path=$candidate ;;
    esac
  done
  case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _rollcall rollcall
`;
}

const zsh = (entries: readonly Entry[]): string =>
  `#compdef rollcall
# rollcall completion zsh > "\${fpath[1]}/_rollcall"
autoload -U +X bashcompinit && bashcompinit
${bash(entries)}`;

function fish(program: Command): string {
  const lines: string[] = [];
  const visit = (command: Command, path: readonly string[]): void => {
    const names = command.commands.map((child) => child.name());
    const inside =
      path.length === 0
        ? "__fish_use_subcommand"
        : [
            ...path.map((name) => `__fish_seen_subcommand_from ${name}`),
            ...(names.length > 0 ? [`not __fish_seen_subcommand_from ${names.join(" ")}`] : []),
          ].join("; and ");
    for (const child of command.commands)
      lines.push(
        `complete -c rollcall -n ${quoted(inside)} -a ${child.name()} -d ${quoted(child.description())}`,
      );
    for (const { argChoices } of command.registeredArguments)
      if (argChoices)
        lines.push(`complete -c rollcall -f -n ${quoted(inside)} -a ${quoted(argChoices.join(" "))}`);
    const where = command === program ? "" : ` -n ${quoted(inside)}`;
    for (const { long, short, description, required } of command.options)
      if (long)
        lines.push(
          `complete -c rollcall${where} -l ${long.slice(2)}${short ? ` -s ${short.slice(1)}` : ""}${required ? " -r" : ""} -d ${quoted(description)}`,
        );
    for (const child of command.commands) visit(child, [...path, child.name()]);
  };
  visit(program, []);
  return `# rollcall completion fish > ~/.config/fish/completions/rollcall.fish\n${lines.join("\n")}\n`;
}

/** A shell's script that completes commands and options. It asks no server. */
export function completionOf(program: Command, shell: Shell): string {
  if (shell === "fish") return fish(program);
  return shell === "zsh" ? zsh(entriesOf(program)) : bash(entriesOf(program));
}

export function addCompletion(program: Command, runner: Runner): void {
  program
    .command("completion")
    .addArgument(new Argument("<shell>").choices(SHELLS))
    .description("print a script that completes commands in a shell")
    .action(
      runner.action<[Shell]>(async ({ out }, shell) => {
        if (!SHELLS.includes(shell)) throw usageError(`The shell is one of ${SHELLS.join(", ")}.`);
        out.raw(completionOf(program, shell));
        return EXIT.done;
      }),
    );
}
