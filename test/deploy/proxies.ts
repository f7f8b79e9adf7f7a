import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, Program } from "../support/process.js";
import { program } from "../support/programs.js";

export const deploy = fileURLToPath(new URL("../../deploy/", import.meta.url));

export interface ReverseProxy {
  readonly url: string;
  /** Its log so far. */
  log(): Promise<string>;
  close(): Promise<void>;
}

const unchanged = (text: string): string => text;

/** nginx with the configuration that is shipped; other is only where it listens and where the three instances are. */
export async function startNginx(instances: string[], change = unchanged): Promise<ReverseProxy> {
  const dir = await mkdtemp(path.join(os.tmpdir(), "nginx-"));
  const port = await freePort();
  const shipped = async (name: string, adapt: (text: string) => string) =>
    writeFile(
      path.join(dir, name),
      adapt(change(await readFile(path.join(deploy, name), "utf8"))).replaceAll("/var/log/nginx", dir),
    );
  await writeFile(path.join(dir, "main.conf"), around);
  await shipped("nginx.conf", (text) => text.replace("listen 80;", `listen 127.0.0.1:${port};`));
  const hosts = instances.map((url) => new URL(url).host);
  await shipped("gif-chat-instances.conf", (text) =>
    text.replace(/127\.0\.0\.1:800\d/g, () => hosts.shift()!),
  );
  const proxy = await run(program("nginx"), ["-e", "stderr", "-p", dir, "-c", "main.conf"], port, dir);
  const logs = ["access.log", "error.log"].map((name) => path.join(dir, name));
  const log = async () => (await Promise.all(logs.map((file) => readFile(file, "utf8")))).join("");
  return { ...proxy, log };
}

/** HAProxy takes both from the environment. */
export async function startHaproxy(instances: string[], change = unchanged): Promise<ReverseProxy> {
  const dir = await mkdtemp(path.join(os.tmpdir(), "haproxy-"));
  const port = await freePort();
  const hosts = instances.map((url, i) => [`GIF_CHAT_${i + 1}`, new URL(url).host]);
  const env = { GIF_CHAT_LISTEN: `127.0.0.1:${port}`, ...Object.fromEntries(hosts) };
  const file = path.join(dir, "haproxy.cfg");
  await writeFile(file, change(await readFile(path.join(deploy, "haproxy.cfg"), "utf8")));
  return run(program("haproxy"), ["-f", file], port, dir, env);
}

/** Caddy takes all from the environment. Each has its own folders, so that none writes into the account's. */
export async function startCaddy(
  instances: string[],
  change = unchanged,
  settings: { port?: number; site?: string } = {},
): Promise<ReverseProxy> {
  const dir = await mkdtemp(path.join(os.tmpdir(), "caddy-"));
  const port = settings.port ?? (await freePort());
  const env = {
    GIF_CHAT_ADMIN: "off",
    GIF_CHAT_SITE: settings.site ?? `http://:${port}`,
    GIF_CHAT_INSTANCES: instances.map((url) => new URL(url).host).join(" "),
    ...{ HOME: dir, XDG_DATA_HOME: dir, XDG_CONFIG_HOME: dir },
  };
  const file = path.join(dir, "Caddyfile");
  await writeFile(file, change(await readFile(path.join(deploy, "Caddyfile"), "utf8")));
  const args = ["run", "--config", file, "--adapter", "caddyfile"];
  return run(program("caddy"), args, port, dir, env);
}

/** What stands in Debian's own nginx.conf, with room for as many connections as tests open. */
const around = `
${process.getuid?.() === 0 ? "user root;" : ""}
daemon off; pid pid; worker_processes 2; worker_rlimit_nofile 20000;
events { worker_connections 10000; }
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
  include nginx.conf;
}`;

async function run(
  command: string,
  args: string[],
  port: number,
  dir: string,
  env = {},
): Promise<ReverseProxy> {
  const proxy = new Program(command, args, { env, port });
  await proxy.ready;
  const close = async () => {
    await proxy.end();
    await rm(dir, { recursive: true });
  };
  return { url: `http://127.0.0.1:${port}`, log: async () => proxy.output + proxy.errors, close };
}
