import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { settings } from "../../dist/config/settings.js";
import { readConfig } from "../../dist/config.js";
import { useFolder } from "../support/store.js";
import { runCli } from "./run-cli.js";

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const names = settings.map(({ name }) => name);

test("--help, -h and help name each command and each setting with its default", async () => {
  const dir = await useFolder();
  const [long, short, word] = await Promise.all(["--help", "-h", "help"].map((one) => runCli([one], dir)));
  expect(long).toMatchObject({ code: 0, errors: "" });
  expect([short, word]).toEqual([long, long]);
  expect(long!.output).toMatch(/^ {2}doctor +\S/m);
  for (const { name, value, unset } of settings)
    expect(long!.output.split("\n").filter((line) => line.startsWith(`  ${name} `))).toEqual([
      expect.stringMatching(new RegExp(`\\S \\(${(value ?? unset)!.replaceAll(/[.*+?()]/g, "\\$&")}\\)$`)),
    ]);
});

test("--version says the version, and an unknown command ends with 2 and one line that names it", async () => {
  const dir = await useFolder();
  const { version } = JSON.parse(read("package.json"));
  expect(await runCli(["--version"], dir)).toEqual({ code: 0, output: `${version}\n`, errors: "" });
  for (const word of ["sart", "--port", "constructor", "__proto__"]) {
    const { code, output, errors } = await runCli([word], dir);
    expect([code, output]).toEqual([2, ""]);
    expect(errors).toMatch(new RegExp(`^gif-chat [^\\n]*"${word}"[^\\n]*\\n$`));
  }
});

test("the settings of --help are those that the server reads, with their defaults", () => {
  const asked = new Set<string>();
  const env = new Proxy<Record<string, string>>({}, { get: (_, name) => void asked.add(String(name)) });
  const defaults = readConfig(env);
  expect([...asked].sort()).toEqual([...names].sort());
  const values = settings.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
  expect(readConfig(Object.fromEntries(values))).toEqual(defaults);
});

test("the README and .env.example have the same settings with the same defaults", () => {
  const table = /## Configuration\n.*?\n\n(\|.*?)\n\n/s.exec(read("README.md"))![1]!;
  const rows = table
    .split("\n")
    .slice(2)
    .map((row) => row.split(" | "));
  const described = rows.map(([first, second]) => ({
    names: [...first!.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name!),
    unset: second!.replaceAll("`", ""),
  }));
  expect(described.flatMap((row) => row.names).sort()).toEqual([...names].sort());
  for (const row of described) {
    const own = row.names.map((name) => settings.find((one) => one.name === name)!);
    expect([...new Set(own.map(({ value, unset }) => value ?? unset))].join(", ")).toBe(row.unset);
  }
  const example = read(".env.example").match(/^#[A-Z_]+=.*$/gm)!;
  const lines = settings.map(({ name, value = "" }) => `#${name}=${value}`);
  expect(example.sort()).toEqual(lines.sort());
});
