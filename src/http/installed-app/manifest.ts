import type { Translate } from "../../shared/i18n/catalogue.js";
import type { Language } from "../../shared/i18n/languages.js";

export const SHARE_PATH = "/share";

export function toManifest(name: string, lang: Language, dir: "ltr" | "rtl", t: Translate): object {
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
      { src: "/favicon.svg", sizes: "any", type: "image/svg+xml" },
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

const toIcon = (name: string, size: number) => ({
  src: `/icons/${name}.png`,
  sizes: `${size}x${size}`,
  type: "image/png",
});
