/** Resolves to the GIF that the visitor made of the video, or undefined if they closed the maker. */
export async function openInMaker(video: File): Promise<File | undefined> {
  throw new Error(`There is no maker for ${video.type}`);
}
