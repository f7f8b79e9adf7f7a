import "dotenv/config";
import { readConfigWithErrors } from "../../config/all-errors.js";
import type { Config } from "../../config.js";
import { checkClock, type OtherClock } from "./clock.js";
import { type CheckedDatabase, checkEmbedded, checkMongo, findCookieSecret } from "./database.js";
import { checkDisk } from "./disk.js";
import { checkEnvFile } from "./env-file.js";
import { type Finding, ok, problem, toLine, warning } from "./finding.js";
import { checkFolders } from "./folders.js";
import { checkNode, checkOpenFiles } from "./machine.js";
import { type Skip, skipWithout } from "./needs.js";
import { type CheckedProxy, checkProxy } from "./proxy.js";
import { type CheckedRedis, checkRedis } from "./redis.js";
import { checkServer } from "./server.js";

/** One line for each check. Changes nothing, and resolves with 1 if something has to be changed. */
export async function doctor(): Promise<number> {
  const { config, errors, wrong } = readConfigWithErrors();
  const all: Finding[] = [];
  const say = (findings: Finding[]) => {
    for (const finding of findings) print(finding);
    all.push(...findings);
  };
  say([checkNode(), checkOpenFiles(), ...(await checkSettings(config, errors))]);
  const folders = await checkFolders(config);
  say(folders);
  const unusable = folders.filter(({ state }) => state === "problem").map(({ about }) => about);
  const skip = skipWithout([...wrong, ...unusable]);
  const noDisk = skip("disk");
  say(noDisk ? [noDisk] : await checkDisk(config));
  say(await checkConnections(config, skip));
  const count = (state: Finding["state"]) => all.filter((finding) => finding.state === state).length;
  console.log(`problems: ${count("problem")}, warnings: ${count("warning")}`);
  return count("problem") ? 1 : 0;
}

async function checkSettings({ warnings }: Config, errors: string[]): Promise<Finding[]> {
  const found = [
    ...errors.map((text) => problem("settings", text)),
    ...warnings.map((text) => warning("settings", text)),
    ...(await checkEnvFile()),
  ];
  return found.length ? found : [ok("settings", "all have values that can be used")];
}

/** The database first, since it may have the cookie secret, by which the server knows us. */
async function checkConnections(config: Config, skip: Skip): Promise<Finding[]> {
  const { mongodbUri, redisUrl, publicOrigin } = config;
  const clocks: OtherClock[] = [];
  const note = (name: string, time: Date | undefined) => clocks.push({ name, time, at: Date.now() });
  const mongo: CheckedDatabase | undefined = mongodbUri ? await checkMongo(mongodbUri) : undefined;
  note("MongoDB", mongo?.inspected?.time);
  const redis: CheckedRedis | undefined = redisUrl ? await checkRedis(redisUrl) : undefined;
  note("Redis", redis?.time);
  const redisFinding = redis?.finding ?? skip("Redis");
  const cookieSecret = await findCookieSecret(config, mongo?.inspected);
  const noServer = skip("server");
  const { finding: server, isRunning } = noServer
    ? { finding: noServer, isRunning: false }
    : await checkServer(config, cookieSecret);
  const noProxy = skip("proxy");
  const proxy: CheckedProxy =
    publicOrigin && !noProxy
      ? await checkProxy(new URL(publicOrigin), config, { cookieSecret, isRunning })
      : { findings: [noProxy ?? ok("proxy", "none: PUBLIC_URL is not set")] };
  note("PUBLIC_URL", proxy.time);
  return [
    server,
    mongo?.finding ?? skip("database") ?? (await checkEmbedded(config, isRunning)),
    ...(redisFinding ? [redisFinding] : []),
    checkClock(clocks),
    ...proxy.findings,
  ];
}

const WIDTH = { state: 9, about: 12 };

const print = ({ state, about, text }: Finding): void =>
  console.log(state.padEnd(WIDTH.state) + about.padEnd(WIDTH.about) + toLine(text));
