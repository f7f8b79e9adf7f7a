import type { Accept } from "../maker/open-maker.js";

export async function openInMaker(video: File, accept: Accept): Promise<void> {
  const { openMaker } = await import("../maker/open-maker.js");
  await openMaker(accept, { kind: "files", files: [video] });
}
