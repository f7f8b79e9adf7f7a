import { stat, statfs } from "node:fs/promises";
import type { Config } from "../../config.js";
import { type Finding, ok, problem, warning } from "./finding.js";
import { nearest } from "./folders.js";

/** With less, the store cannot even write its log. */
const LEAST_BYTES = 64 * 1024 ** 2;
/** For the store beside the pictures. */
const STORE_BYTES = 1024 ** 3;
const LEAST_FILES = 10_000;

export async function checkDisk(config: Config): Promise<Finding[]> {
  const { dataDir, uploadDir, maxPictureBytes, mongodbUri, uploadStore } = config;
  const needs = [
    { folder: dataDir, bytes: mongodbUri ? 0 : STORE_BYTES },
    { folder: uploadDir, bytes: uploadStore === "disk" ? maxPictureBytes : 0 },
  ];
  const disks = new Map<number, { folder: string; bytes: number }>();
  for (const { folder, bytes } of needs) {
    const place = await nearest(folder);
    const { dev } = await stat(place);
    const disk = disks.get(dev) ?? { folder: place, bytes: 0 };
    disks.set(dev, { ...disk, bytes: disk.bytes + bytes });
  }
  return Promise.all([...disks.values()].map(({ folder, bytes }) => checkSpace(folder, bytes)));
}

async function checkSpace(folder: string, needed: number): Promise<Finding> {
  const { bavail, bsize, files, ffree } = await statfs(folder);
  const free = bavail * bsize;
  const left = `${inMegabytes(free)} left for ${folder}`;
  if (free < LEAST_BYTES) return problem("disk", `only ${left}: free some`);
  // File systems that count none, such as btrfs, say that they have none at all.
  if (files > 0 && ffree < LEAST_FILES)
    return warning(
      "disk",
      `room for only ${ffree} more files in ${folder} (inodes): remove files on that disk`,
    );
  if (free < needed)
    return warning(
      "disk",
      `${left}, less than the ${inMegabytes(needed)} it may come to take: lower MAX_PICTURE_BYTES, or free some`,
    );
  return ok("disk", left);
}

const inMegabytes = (bytes: number): string => `${Math.floor(bytes / 1024 ** 2).toLocaleString("en")} MB`;
