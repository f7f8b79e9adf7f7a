import { type Setting, settingGroups } from "../config/settings.js";
import { commands } from "./commands.js";

const WIDTH = 26;

export const help = (): string =>
  [
    "Throw-away chat rooms with GIFs, on your own server.",
    "",
    "Usage: gif-chat [command]",
    "",
    row("", "starts the server; SIGTERM stops it"),
    ...Object.values(commands).map(({ usage, does }) => row(usage, does)),
    row("help, --help, -h", "shows this"),
    row("--version", "shows the version"),
    "",
    "Settings are environment variables, or lines of a file .env in the current folder:",
    ...settingGroups.flatMap(({ title, settings }) => ["", `${title}:`, ...settings.map(describe)]),
  ].join("\n");

const row = (left: string, right: string): string => `  ${left.padEnd(WIDTH)}${right}`;

const describe = ({ name, value, unset, meaning }: Setting): string =>
  row(name, `${meaning} (${value ?? unset})`);
