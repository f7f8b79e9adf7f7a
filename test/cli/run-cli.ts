import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

export interface Ran {
  code: number;
  output: string;
  errors: string;
}

/** `gif-chat WORDS` in a folder, with no other settings than these. */
export function runCli(words: string[], cwd: string, env: Record<string, string> = {}): Promise<Ran> {
  const options = { cwd, env: { PATH: process.env.PATH, ...env } };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [cli, ...words], options, (_error, output, errors) =>
      resolve({ code: child.exitCode!, output, errors }),
    );
  });
}

export const diagnose = (cwd: string, env?: Record<string, string>): Promise<Ran> =>
  runCli(["doctor"], cwd, env);

/** What the doctor says about one thing. */
export const linesOf = ({ output }: Ran, about: string): string[] =>
  output.split("\n").filter((line) => new RegExp(`^(ok|warning|problem|skipped) +${about}  `).test(line));
