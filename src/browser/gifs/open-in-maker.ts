/** Resolves to the GIF that the visitor made of the video, or undefined if they closed the maker. */
export async function openInMaker(video: File): Promise<File | undefined> {
  const { openMaker } = await import("../maker/open-maker.js");
  return openMaker({ kind: "files", files: [video] });
}
