export const chromiumPath = "/usr/bin/chromium";
export const installCommand = "apt-get update && apt-get install -y --no-install-recommends chromium";
