/** Says how long the reason is, in place of how long it may be. */
export function countReason(root: ParentNode): void {
  const reason = root.querySelector<HTMLTextAreaElement>("#reason");
  const hint = root.querySelector<HTMLElement>("#reason-hint");
  if (!reason || !hint) return;
  const said = hint.textContent;
  const show = () => {
    const { length } = reason.value;
    hint.textContent = length ? `${length} / ${hint.dataset.most}` : said;
  };
  reason.addEventListener("input", show);
  show();
}
