/** One line of `gif-chat --help`. */
export interface Setting {
  readonly name: string;
  readonly meaning: string;
  /** The default, as one would write it. */
  readonly value?: string;
  /** The same in words. */
  readonly unset?: string;
}

interface SettingGroup {
  readonly title: string;
  readonly settings: readonly Setting[];
}

const none = "none";

/** All variables that `readConfig` reads. */
export const settingGroups: readonly SettingGroup[] = [
  {
    title: "Where it listens and keeps its data",
    settings: [
      { name: "PORT", value: "8005", meaning: "port to listen on; 0 takes a free one" },
      { name: "HOST", unset: "all addresses", meaning: "address, or path of a unix socket, to listen on" },
      {
        name: "DATA_DIR",
        value: "./data",
        meaning: "folder of the embedded store, the cookie secret and compiled code",
      },
      { name: "UPLOAD_DIR", value: "./uploads", meaning: "folder of the pictures" },
      {
        name: "MONGODB_URI",
        unset: "none: the embedded store",
        meaning: "a MongoDB to use instead of the embedded store",
      },
      {
        name: "REDIS_URL",
        unset: "none: one instance",
        meaning: "a Redis, to run several instances on one MONGODB_URI",
      },
      {
        name: "UPLOAD_STORE",
        value: "disk",
        meaning: "where pictures are kept: disk, or gridfs for the database",
      },
    ],
  },
  {
    title: "Address, proxies and cookies",
    settings: [
      {
        name: "PUBLIC_URL",
        unset: "the request's Host",
        meaning: "the URL that visitors type; when set, the only origin accepted",
      },
      {
        name: "ONION_URL",
        unset: none,
        meaning: "the http address of an onion service: the only origin accepted there",
      },
      {
        name: "ONION_LISTEN",
        unset: none,
        meaning: "where Tor connects: 127.0.0.1:PORT or the path of a unix socket",
      },
      {
        name: "EMBED_ORIGINS",
        unset: none,
        meaning: "up to 20 origins, with commas between, whose pages may show rooms in frames",
      },
      { name: "TRUST_PROXY", value: "off", meaning: "the number of proxies in front, or their addresses" },
      {
        name: "COOKIE_SECRET",
        unset: "made and kept in DATA_DIR",
        meaning: "signs the session cookies; at least 32 characters",
      },
      {
        name: "HSTS_SUBDOMAINS",
        value: "off",
        meaning: "on tells browsers that all subdomains of PUBLIC_URL speak https too",
      },
    ],
  },
  {
    title: "Limits and times",
    settings: [
      {
        name: "EMPTY_ROOM_GRACE_MS",
        value: "5000",
        meaning: "how long a seat is kept after its last page was closed, in milliseconds",
      },
      { name: "LOST_CONNECTION_GRACE_MS", value: "120000", meaning: "the same after a lost connection" },
      {
        name: "ALONE_GRACE_MS",
        value: "600000",
        meaning: "the same while nobody but the opener has ever been in the room",
      },
      { name: "MAX_GIF_BYTES", value: "5242880", meaning: "the largest picture that is taken, in bytes" },
      { name: "MAX_ROOMS", value: "10000", meaning: "how many rooms there may be" },
      {
        name: "MAX_PICTURE_BYTES",
        value: "5368709120",
        meaning: "how many bytes of pictures are kept in all",
      },
      {
        name: "RATE_LIMITS",
        value: "on",
        meaning: "off lifts the limits of visitors and addresses, for load tests",
      },
      {
        name: "DIRECT_WRITES",
        value: "on",
        meaning: "off sends everything through Engine.IO, which is slower",
      },
      {
        name: "PROOF_OF_WORK",
        value: "auto",
        meaning: "whether browsers solve a small puzzle first: auto, on or off",
      },
    ],
  },
  {
    title: "Who may come, and who runs it",
    settings: [
      { name: "SITE_PASSWORD", unset: none, meaning: "a password that every visitor is asked for once" },
      {
        name: "OPERATOR_TOKEN",
        unset: "none: no /operator, no reports",
        meaning: "signs the operator in at /operator; at least 32 characters",
      },
      { name: "REPORT_WEBHOOK", unset: none, meaning: "a URL that is told of reports" },
      { name: "OPEN_ROOMS", value: "everyone", meaning: "who opens rooms: everyone or operator" },
      { name: "LOBBY", value: "on", meaning: "off shows no list of rooms" },
    ],
  },
  {
    title: "What each page says",
    settings: [
      { name: "SITE_NAME", value: "gif-chat", meaning: "what the site is called" },
      { name: "CONTACT", unset: none, meaning: "whom to write to: a mail address or an https URL" },
      { name: "TERMS_URL", unset: none, meaning: "the URL of your terms" },
      { name: "PRIVACY_URL", unset: none, meaning: "the URL of what you say about privacy" },
    ],
  },
  {
    title: "Log and monitoring",
    settings: [
      {
        name: "METRICS_TOKEN",
        unset: "none: this machine only, without TRUST_PROXY",
        meaning: "a token that lets other machines read GET /metrics",
      },
      {
        name: "LOG_ADDRESSES",
        value: "full",
        meaning: "addresses in the access log: full, short or off",
      },
      { name: "NODE_ENV", value: "production", meaning: "development shows errors in full" },
    ],
  },
];

export const settings: readonly Setting[] = settingGroups.flatMap((group) => group.settings);
