export async function openEmojiPicker(_anchor: HTMLElement): Promise<string | undefined> {
  return undefined;
}
