import { execFile, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, readFile, stat, symlink } from "node:fs/promises";
import path from "node:path";
import { parseEnv, promisify } from "node:util";
import { expect, test } from "vitest";
import { readConfig } from "../../dist/config.js";
import { freePort, Program } from "../support/process.js";
import { program } from "../support/programs.js";
import { useFolder } from "../support/store.js";
import { deploy, startCaddy } from "./proxies.js";

const run = promisify(execFile);
const root = path.join(deploy, "..");
const text = readFileSync(path.join(deploy, "install.md"), "utf8");
const commands = [...text.matchAll(/^(\d+)\. .*\n\n +```sh\n +(.*)\n +```$/gm)].map(
  ([, , command]) => command!,
);

test("there are ten commands, and a shell understands each", () => {
  expect(commands).toHaveLength(10);
  const after = [...text.matchAll(/\| `(.*?)`/g)].map(([, command]) => command!);
  for (const command of [...commands, ...after])
    expect([command, spawnSync("sh", ["-nc", command]).status]).toEqual([command, 0]);
});

test("the commands name files, scripts and packages that exist", () => {
  for (const [, file] of text.matchAll(/\/opt\/gif-chat\/([\w@./-]+\w)/g))
    expect([file, existsSync(path.join(root, file!))]).toEqual([file, true]);
  const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  for (const [, script] of text.matchAll(/npm run (\w+)/g)) expect(scripts).toHaveProperty(script!);
  for (const [, file] of text.matchAll(/\]\((?!http)([^)#]+)/g))
    expect([file, existsSync(path.join(deploy, file!))]).toEqual([file, true]);
});

test("the third command takes the file for this machine from the list, and the fourth leaves out what is not the program", async () => {
  const list = ["linux-arm64.tar.xz", "linux-x64.tar.gz", "linux-x64.tar.xz", "darwin-x64.tar.xz"];
  const [, pick] = /\| (grep .*) > node\.sum/.exec(commands[2]!)!;
  const input = list.map((name) => `${"a".repeat(64)}  node-v24.1.0-${name}\n`).join("");
  const { stdout } = spawnSync("sh", ["-c", pick.replace("$(dpkg --print-architecture", "$(echo amd64")], {
    input,
    encoding: "utf8",
  });
  expect(stdout).toBe(`${"a".repeat(64)}  node-v24.1.0-linux-x64.tar.xz\n`);
  const [, field] = /\$\((cut[^)]*)\//.exec(commands[3]!.replace(" /tmp/node.sum", "/"))!;
  expect(spawnSync("sh", ["-c", field!], { input: stdout, encoding: "utf8" }).stdout.trim()).toBe(
    "node-v24.1.0-linux-x64.tar.xz",
  );
});

/** Below another root, with the machine's own Node, and with its packages, since npm's registry need not be there. */
test("what the commands build and write serves a domain over https", { timeout: 400_000 }, async () => {
  const there = await useFolder();
  const port = await freePort();
  const DOMAIN = `localhost:${port}`;
  const app = path.join(there, "opt/gif-chat");
  for (const folder of ["etc/caddy", "opt/gif-chat"])
    await mkdir(path.join(there, folder), { recursive: true });
  for (const name of ["src", "views", "public", "deploy", "package.json", "tsconfig.json", "docs"])
    await cp(path.join(root, name), path.join(app, name), { recursive: true });
  await symlink(path.join(root, "node_modules"), path.join(app, "node_modules"));
  const below = (command: string) => command.replaceAll(/(\/opt\/|\/etc\/(?!systemd))/g, `${there}$1`);
  const sh = (command: string) =>
    run("sh", ["-c", below(command)], { env: { PATH: process.env.PATH, HOME: there, DOMAIN } });
  await sh(commands[5]!.replace("npm ci && ", "").replace(" && npm prune --omit=dev", ""));
  await sh(commands[6]!);
  await sh(commands[8]!.replace(/ && systemctl.*/, ""));
  const settings = path.join(there, "etc/gif-chat.env");
  expect((await stat(settings)).mode & 0o777).toBe(0o600);
  const env = parseEnv(await readFile(settings, "utf8"));
  expect(readConfig(env as Record<string, string>)).toMatchObject({ publicOrigin: `https://${DOMAIN}` });

  const unit = await readFile(path.join(app, "deploy/gif-chat@.service"), "utf8");
  const set = [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap(([, line]) => line!.split(" "));
  const server = new Program(process.execPath, ["dist/main.js"], {
    cwd: app,
    env: {
      ...Object.fromEntries(set.map((one) => one.replace("/var/lib", `${there}/var/lib`).split("="))),
      ...{ ...env, PORT: "0" },
    },
    ready: /listening on (\S+)/,
  });
  const url = await server.ready;
  const caddyfile = await readFile(path.join(there, "etc/caddy/Caddyfile"), "utf8");
  expect(caddyfile).toContain(`{$GIF_CHAT_SITE:${DOMAIN}}`);
  await run(program("caddy"), [
    "validate",
    "--adapter",
    "caddyfile",
    "--config",
    path.join(there, "etc/caddy/Caddyfile"),
  ]);
  const own = "{\n\tskip_install_trust\n\tlocal_certs\n\tauto_https disable_redirects\n";
  const site = { port, site: `https://${DOMAIN}` };
  const proxy = await startCaddy([url], () => caddyfile.replace("{\n", own), site);
  const asked = commands[9]!.replace("curl", "curl -k").replaceAll("$DOMAIN", DOMAIN);
  expect((await sh(asked)).stdout).toContain('"ok":true');
  await proxy.close();
  await server.end();
});
