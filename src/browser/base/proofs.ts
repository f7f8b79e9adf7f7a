import { delegate, findAll } from "./dom.js";

/** A form with `data-proof` is sent with a solved puzzle. The page that the server asks with sends itself. */
export function startProofs(): void {
  delegate(document, "submit", "form[data-proof]:not([data-proof-now])", (form, event) => {
    event.preventDefault();
    void submitWithProof(form as HTMLFormElement);
  });
  startProofPages(document);
}

export function startProofPages(root: ParentNode): void {
  for (const form of findAll<HTMLFormElement>("form[data-proof-now]", root)) void submitWithProof(form);
}

async function submitWithProof(form: HTMLFormElement): Promise<void> {
  const { submitWithProof } = await import("../proof/proof-form.js");
  await submitWithProof(form);
}
