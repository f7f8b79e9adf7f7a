const CHECK_EVERY_MS = 5000;

/** The worker answers with this page in place of another, so reloading asks for that one again. */
const retry = (): void => {
  if (location.pathname === "/offline") location.replace("/");
  else location.reload();
};

async function retryIfBack(): Promise<void> {
  if (document.hidden) return;
  try {
    const { ok } = await fetch("/health", { cache: "no-store" });
    if (ok) retry();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

const [, theme] = /(?:^|; )theme=(light|dark)/.exec(document.cookie) ?? [];
if (theme) document.documentElement.dataset.theme = theme;
document.querySelector("[data-retry]")?.addEventListener("click", retry);
addEventListener("online", retry);
setInterval(() => void retryIfBack(), CHECK_EVERY_MS);
