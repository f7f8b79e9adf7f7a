/** Some phones show the keyboard over the page without resizing it; then this shrinks the page itself. */
export function keepComposerAboveKeyboard(): void {
  const viewport = window.visualViewport;
  viewport?.addEventListener("resize", () => {
    const isCovered = viewport.scale === 1 && viewport.height < document.documentElement.clientHeight;
    document.body.style.height = isCovered ? `${viewport.height}px` : "";
  });
}
