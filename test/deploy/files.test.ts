import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readConfig } from "../../dist/config.js";
import { freePort } from "../support/process.js";
import { program } from "../support/programs.js";
import { serve } from "../support/server.js";
import { useFolder } from "../support/store.js";
import { deploy, startNginx } from "./proxies.js";

const run = promisify(execFile);
const root = path.join(deploy, "..");
const read = (name: string) => readFileSync(path.join(deploy, name), "utf8");
const compose = parse(read("compose.yaml"), { merge: true });
const small = parse(read("compose.small.yaml"), { merge: true });
const instances = ["one", "two", "three"].map((name) => compose.services[name]);

/** Docker does not run where the tests do: what follows is what can be known without it. */
describe("compose.yaml", () => {
  test.each([
    ["compose.yaml", compose],
    ["compose.small.yaml", small],
  ])("%s names files, configurations, networks and volumes that exist", (_name, compose) => {
    for (const { build } of Object.values<Service>(compose.services))
      if (build) expect(existsSync(path.join(deploy, build.context, build.dockerfile))).toBe(true);
    for (const [name, service] of Object.entries<Record<string, never>>(compose.services)) {
      const {
        volumes = [],
        configs = [],
        networks = [],
        depends_on = [],
      } = service as Record<string, object>;
      for (const volume of volumes as string[]) {
        const [source] = volume.split(":") as [string];
        const there = source.startsWith(".")
          ? existsSync(path.join(deploy, source))
          : source in compose.volumes;
        expect([name, source, there]).toEqual([name, source, true]);
      }
      for (const { source } of configs as { source: string }[])
        expect(compose.configs).toHaveProperty(source);
      for (const network of keys(networks)) expect(compose.networks).toHaveProperty(network);
      for (const other of keys(depends_on)) expect(compose.services).toHaveProperty(other);
    }
  });

  test("compose.yaml sets variables that exist, to values that are accepted", () => {
    const described = readFileSync(path.join(root, ".env.example"), "utf8");
    for (const { environment } of instances) {
      const given = { ...environment, COOKIE_SECRET: "s".repeat(32), PUBLIC_URL: "http://chat.example.org" };
      expect(Object.keys(given).filter((name) => !described.includes(`#${name}=`))).toEqual([]);
      expect(readConfig({ ...given, METRICS_TOKEN: "", LOG_ADDRESSES: "" }).warnings).toEqual([]);
    }
  });

  test("compose.small.yaml sets variables that exist, and Caddy accepts its configuration with them", async () => {
    const { chat, caddy } = small.services;
    const DOMAIN = "chat.example.org";
    const given = { ...chat.environment, PUBLIC_URL: `https://${DOMAIN}`, OPERATOR_TOKEN: "" };
    expect(chat.environment.PUBLIC_URL).toMatch(/^https:\/\/\$\{DOMAIN:\?/);
    expect(readConfig(given)).toMatchObject({ publicOrigin: given.PUBLIC_URL, trustProxy: 1, warnings: [] });
    expect(caddy.environment.GIF_CHAT_INSTANCES).toBe("chat:8005");
    const HOME = await useFolder();
    const env = { ...caddy.environment, GIF_CHAT_SITE: DOMAIN, HOME };
    const file = path.join(deploy, "Caddyfile");
    const { stdout } = await run(program("caddy"), ["adapt", "--config", file, "--validate"], { env });
    const { servers } = JSON.parse(stdout).apps.http;
    expect(servers.srv0.listen).toEqual([":443"]);
    expect(stdout).toContain('"dial":"chat:8005"');
    expect(servers.srv0.routes[0].match).toEqual([{ host: [DOMAIN] }]);
  });

  test("compose.yaml starts nginx with a valid configuration, in front of the three instances", async () => {
    const dir = await useFolder();
    await mkdir(path.join(dir, "conf.d"));
    await writeFile(
      path.join(dir, "conf.d/gif-chat.conf"),
      read("nginx.conf").replaceAll("/var/log/nginx", dir),
    );
    const own = `pid ${dir}/pid; user root;`;
    await writeFile(path.join(dir, "nginx.conf"), own + compose.configs.nginx.content);
    await writeFile(path.join(dir, "gif-chat-instances.conf"), compose.configs.instances.content);
    await run(program("nginx"), ["-t", "-e", "stderr", "-p", dir, "-c", "nginx.conf"]);
    const addresses = instances.map(({ networks }) => networks.front.ipv4_address);
    expect(
      [...compose.configs.instances.content.matchAll(/server (\S+):8005/g)].map(([, one]) => one),
    ).toEqual(addresses);
  });
});

describe("Dockerfile", () => {
  const text = read("Dockerfile");

  test("the Dockerfile copies files that exist, and its ignore file keeps out all others", () => {
    const copied = [...text.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, files]) =>
      files!.split(" "),
    );
    expect(copied.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
    const kept = read("Dockerfile.dockerignore").match(/(?<=^!).*/gm);
    expect(kept).toEqual(copied);
  });

  test("the Dockerfile, the unit and the documents name the same Node", () => {
    const [node] = /(?<=^FROM node:)\d+/m.exec(text)!;
    const documents = ["gif-chat@.service", "../README.md", "../docs/operations.md"].map(read);
    for (const document of documents) expect(document).toContain(`Node ${node}`);
    expect(text.match(/^FROM node:.*/gm)).toEqual([
      `FROM node:${node}-slim AS build`,
      `FROM node:${node}-slim`,
    ]);
  });

  test("the health check of the Dockerfile passes while an instance answers, and no longer", async () => {
    const [command, ...args] = JSON.parse(/HEALTHCHECK[^[]*(.*)/.exec(text)![1]!);
    const server = await serve();
    const { port } = new URL(server.url);
    const look = (PORT: string) => run(command, args, { env: { PATH: process.env.PATH, PORT } });
    await look(port);
    await server.close();
    await expect(look(String(await freePort()))).rejects.toMatchObject({ code: 1 });
  });
});

test("nginx keeps no connection to an instance, which newer versions do unless they are told", async () => {
  const instance = createServer((req, res) => void res.end(req.headers.connection)).listen(0, "127.0.0.1");
  await once(instance, "listening");
  const { port } = instance.address() as AddressInfo;
  const proxy = await startNginx([1, 2, 3].map(() => `http://127.0.0.1:${port}`));
  expect(await (await fetch(proxy.url)).text()).toBe("close");
  await proxy.close();
  instance.close();
});

test("systemd accepts the unit, and an instance accepts the variables that the unit sets", async () => {
  const dir = await useFolder();
  const unit = path.join(dir, "gif-chat@8005.service");
  await cp(path.join(deploy, "gif-chat@.service"), unit);
  const { stderr } = await run(program("systemd"), ["verify", unit]);
  expect(stderr).toBe("");
  const set = [...read("gif-chat@.service").matchAll(/^Environment=(.*)$/gm)].flatMap(([, line]) =>
    line!.split(" "),
  );
  const env = Object.fromEntries(set.map((one) => one.replace("%i", "8005").split("=")));
  expect(readConfig(env)).toMatchObject({ port: 8005, host: "127.0.0.1", trustProxy: 1 });
});

test("the commands beside the unit run as its account, in its folder, with its variables", () => {
  const unit = read("gif-chat@.service").replaceAll("%i", "8005");
  const commands = read("../docs/operations.md").match(/systemd-run [^`\n]+/g)!;
  expect(commands.map((command) => / node dist\/cli\.js (\w+)/.exec(command)?.[1])).toEqual([
    "doctor",
    "backup",
  ]);
  for (const command of commands) {
    for (const [, line] of command.matchAll(/ -p (\S+)/g)) expect(unit).toContain(`\n${line}\n`);
    for (const [, variable] of command.matchAll(/ -E (\S+)/g))
      expect(unit).toMatch(new RegExp(`^Environment=(.* )?${variable}( |$)`, "m"));
  }
});

interface Service {
  build?: { context: string; dockerfile: string };
}

/** Either form that compose allows. */
const keys = (list: object): string[] => (Array.isArray(list) ? list : Object.keys(list));
