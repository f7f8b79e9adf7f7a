/**
 * Some phones lay their keyboard over the page instead of making the page smaller; the composer belongs above it.
 * Where the viewport already shrinks, both heights agree and nothing happens.
 */
export function stayAboveKeyboard(): void {
  const view = window.visualViewport;
  view?.addEventListener("resize", () => {
    const covered = view.scale === 1 && view.height < document.documentElement.clientHeight;
    document.body.style.height = covered ? `${view.height}px` : "";
  });
}
