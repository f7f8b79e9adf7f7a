import type { Config } from "../../config.js";
import { type Finding, messageOf, ok, problem, warning } from "./finding.js";
import { askHealth, type Health, ownAddress } from "./health.js";

export interface OwnServer {
  readonly finding: Finding;
  readonly isRunning: boolean;
}

const about = "server";

export async function checkServer(config: Config, cookieSecret: string | undefined): Promise<OwnServer> {
  const asked = ownAddress(config);
  if (!asked)
    return { finding: ok(about, "not asked: with PORT=0 only it knows where it listens"), isRunning: false };
  const where = asked.socketPath ?? asked.url.host;
  try {
    const health = await askHealth(asked, cookieSecret);
    return { finding: judge(health, where), isRunning: health.seen !== undefined };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ECONNREFUSED" || code === "ENOENT")
      return {
        finding: ok(about, `nothing listens at ${where}`),
        isRunning: false,
      };
    return { finding: problem(about, `${where} does not answer: ${messageOf(error)}`), isRunning: false };
  }
}

function judge({ isOk, seen }: Health, where: string): Finding {
  if (isOk === undefined)
    return problem(about, `another program listens at ${where}: stop it, or set PORT or HOST`);
  if (!seen)
    return warning(
      about,
      `a gif-chat with another cookie secret listens at ${where}: run this with its settings, in its folder, as its account`,
    );
  return isOk
    ? ok(about, `runs at ${where}`)
    : problem(about, `runs at ${where}, but its database does not answer`);
}
