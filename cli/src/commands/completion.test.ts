import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { run } from "../cli.testing.ts";

const scriptOf = async (shell: string): Promise<string> => (await run(["completion", shell])).stdout;

it("completes commands, subcommands and options in bash", async () => {
  const script = await scriptOf("bash");
  const complete = (line: string): string[] => {
    const words = line.split(" ");
    const ask = `${script}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _rollcall; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", ask], { encoding: "utf8" });
    expect(stderr).toBe("");
    return stdout.split("\n").filter(Boolean);
  };
  expect(complete("rollcall te")).toEqual(["teams"]);
  expect(complete("rollcall batches w")).toEqual(["watch"]);
  expect(complete("rollcall --json batches watch --v")).toEqual(["--verbose"]);
  expect(complete("rollcall rotate ops KEY --gen")).toEqual(["--generate"]);
  expect(complete("rollcall completion ")).toEqual(expect.arrayContaining(["bash", "zsh", "fish"]));
});

it("has every command for each shell, and refuses others", async () => {
  const [, commands = ""] = /Commands:\n(.*?)\n\n/s.exec((await run(["--help"])).stdout) ?? [];
  const names = [...commands.matchAll(/^ {2}(\S+)/gm)].map(([, name = ""]) => name);
  expect(names.length).toBeGreaterThan(15);
  for (const shell of ["bash", "zsh", "fish"]) {
    const script = await scriptOf(shell);
    expect(names.filter((name) => name !== "help" && !script.includes(name))).toEqual([]);
  }
  expect((await run(["completion", "tcsh"])).code).toBe(5);
});
