import type { Translate } from "../../shared/i18n/catalogue.js";
import type { Language } from "../../shared/i18n/languages.js";

export const SHARE_PATH = "/share";

interface Site {
  name: string;
  /** Ends the URLs of its icons. */
  face: string;
}

export function toManifest({ name, face }: Site, lang: Language, dir: "ltr" | "rtl", t: Translate): object {
  const toIcon = (file: string, size: number) => ({
    src: `/icons/${file}.png${face}`,
    sizes: `${size}x${size}`,
    type: "image/png",
  });
  return {
    id: "/",
    name,
    short_name: name,
    description: t("site.description"),
    lang,
    dir,
    start_url: "/",
    scope: "/",
    display: "standalone",
    theme_color: "#faf9f5",
    background_color: "#faf9f5",
    icons: [
      { src: `/favicon.svg${face}`, sizes: "any", type: "image/svg+xml" },
      toIcon("icon-192", 192),
      toIcon("icon-512", 512),
      { ...toIcon("maskable-512", 512), purpose: "maskable" },
    ],
    shortcuts: [{ name: t("form.heading"), url: "/room", icons: [toIcon("icon-192", 192)] }],
    // Every picture, so that the app can say what it does not take.
    share_target: {
      action: SHARE_PATH,
      method: "POST",
      enctype: "multipart/form-data",
      params: {
        ...{ title: "title", text: "text", url: "url" },
        files: [{ name: "pictures", accept: ["image/*", "video/*"] }],
      },
    },
  };
}
