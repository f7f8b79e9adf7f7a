import { type Finding, ok, problem, warning } from "./finding.js";

/** The ones that `npm run test:runtimes` tries. */
const OLDEST = [20, 19] as const;
const END_OF_LIFE = 20;
const TRIED = [24, 26];
const ENOUGH_FILES = 4096;

export function checkNode(version = process.versions.node): Finding {
  const [major, minor] = version.split(".").map(Number) as [number, number];
  const said = `Node ${version}`;
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    return problem("Node", `${said} is too old: install Node 24`);
  if (major === END_OF_LIFE)
    return warning("Node", `${said} has had no security fixes since April 2026: install Node 24`);
  if (!TRIED.includes(major)) return warning("Node", `${said} is not tried by the tests: install Node 24`);
  return ok("Node", said);
}

export function checkOpenFiles(): Finding {
  const { report } = process;
  const { userLimits } = report.getReport() as {
    userLimits?: { open_files: { hard: number | "unlimited" } };
  };
  // Node raises its own limit as far as it may.
  const most = userLimits?.open_files.hard ?? "unlimited";
  if (most === "unlimited" || most >= ENOUGH_FILES)
    return ok("open files", `at most ${most}, of which each open page takes one`);
  return warning(
    "open files",
    `at most ${most}, and each open page takes one: "ulimit -n 65536", or LimitNOFILE=65536 in the unit`,
  );
}
