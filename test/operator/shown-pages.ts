import type {
  ActView,
  OperatorPages,
  OperatorRoom,
  ReportContext,
  ReportView,
} from "../../src/shared/operator-props.js";
import type { RaidPage } from "../../src/shared/raid-props.js";

/** What no page may take for its own: tags, quotes, turned directions, one long word, marks in towers. */
export const HOSTILE = [
  `<script>alert("${"x".repeat(8)}")</script><img src=x onerror=alert(1)>'"&`,
  "\u202eturned round\u202d \u2067right to left",
  "W".repeat(300),
  `z${"\u0335\u0316\u035a\u0363".repeat(40)}`,
  "السلام عليكم",
].join(" ");

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const ahead = (minutes: number): string => ago(-minutes);

const people = [
  { author: "ann", color: "#4fa3c1", name: "Mina" },
  { author: "bob", color: "#c14f8a", name: "#c14f8a" },
  { author: "eve", color: "#8ac14f", name: "Otto" },
];
const line = (seq: number, who: number, what: Partial<ReportContext>): ReportContext => ({
  ...{ seq, ...people[who]!, at: ago(30 - seq), isReported: false },
  ...what,
});

export const message: ReportView = {
  id: "m1",
  ...{ at: ago(40), latestAt: ago(3), kind: "message", room: "r1", seq: 13 },
  ...{ title: "Late night cats", secret: false, count: 4 },
  author: { id: "eve", color: "#8ac14f", name: "Otto" },
  text: "I know where you live, Mina. Red door, second floor.\nSee you tonight.",
  context: [
    line(11, 0, { text: "Is anybody else still awake?" }),
    line(12, 1, { picture: true }),
    line(13, 2, {
      text: "I know where you live, Mina. Red door, second floor.\nSee you tonight.",
      isReported: true,
    }),
    line(14, 0, { text: "What? Who are you?" }),
  ],
  reasons: [
    { at: ago(3), text: "He has written where I live. Please remove it quickly." },
    { at: ago(12), text: "" },
    { at: ago(38), text: "Threatens somebody", editedText: "I only said hello." },
  ],
};

export const picture: ReportView = {
  ...message,
  ...{ id: "p1", kind: "picture", seq: 14, count: 12, secret: true, title: "Team lunch", latestAt: ago(95) },
  text: undefined as never,
  picture: {
    ...{ type: "image/gif", width: 640, height: 400, frames: 24, alt: "Something with teeth" },
    hashes: ["3f2a9c".repeat(10)],
    looks: ["0123456789abcdef"],
  },
  context: [
    line(13, 0, { text: "Who let him in?" }),
    line(14, 2, { picture: true, isReported: true }),
    line(15, 1, { text: "Oh no" }),
  ],
  reasons: [{ at: ago(95), text: "disgusting" }],
};

export const room: ReportView = {
  ...message,
  ...{ id: "r1", kind: "room", count: 1, title: "점심부터 비어 있는 방", latestAt: ago(60 * 30) },
  text: undefined as never,
  seq: undefined as never,
  author: { id: "bob", color: "#c14f8a", name: "#c14f8a" },
  context: [line(1, 1, { text: "Only for those who pay" }), line(2, 1, { text: "https://example.org/pay" })],
  copies: [
    { at: ago(20), title: `Pay ${HOSTILE}`, context: [line(9, 2, { text: HOSTILE }), line(10, 1, {})] },
  ],
  reasons: [],
};

export const hostile: ReportView = {
  ...message,
  ...{ id: "h1", title: HOSTILE, text: HOSTILE, count: 1 },
  author: { id: "eve", color: "#8ac14f", name: HOSTILE },
  context: [line(3, 2, { name: HOSTILE, text: HOSTILE, isReported: true }), line(4, 1, { text: HOSTILE })],
  reasons: [{ at: ago(2), text: HOSTILE }],
};

const rooms: OperatorRoom[] = [
  ["r2", "free money >> click", 48, 50, 640, 212, 88, 900],
  ["r1", "Late night cats", 6, 10, 24, 3, 1, 14_520],
  ["r3", undefined, 4, 4, 0, 0, 0, 300],
  ["r4", HOSTILE.slice(0, 90), 1, 200, 0, 0, 0, 260_000],
].map(([id, title, people_, max, , messages, pictures, age], i) => ({
  id: String(id),
  ...(title !== undefined && { title: String(title) }),
  ...{ secret: i === 2, listed: i !== 3, people: Number(people_), max: Number(max) },
  ...{ ageSeconds: Number(age), messagesPerMinute: Number(messages), picturesPerMinute: Number(pictures) },
  ...{ reported: i < 2, proof: i === 0, ...(i === 1 && { expiresAt: ahead(55) }) },
}));

const acts: ActView[] = (
  [
    ["failed", "41", true],
    ["ban", "report/p1/everywhere/24", false],
    ["raid", "raid/raid-Ab12Cd", true],
    ["openings", "off", true],
    ["announce", "on/24", true],
    ["remove", "room/6b1f0e4c9d/13", true],
    ["block", `picture/${"3f2a9c".repeat(10)}`, true],
    ["openings", "on", true],
    ["enter", "", true],
  ] as const
).map(([act, target, ok], i) => ({ number: 42 - i, at: ago(1 + i * 7), act, target, ok }));

const noRaid = { groups: [], rooms: 0, visitors: 0, unfinished: [] };

const raid: RaidPage = {
  groups: Array.from({ length: 6 }, (_, i) => ({
    key: `${i}AbCd_-0123456789xyzQ==`.slice(0, 22),
    ...{
      visitors: 12 - 2 * i,
      rooms: 9 - i,
      messagesPerMinute: 340 - 60 * i,
      picturesPerMinute: 60 - 10 * i,
    },
    names: i === 1 ? [HOSTILE, "b", "c"] : ["raider", "raider2", "free money"],
    ...{ selected: i < 4, isOwn: i === 4 },
  })),
  ...{ rooms: 30, visitors: 36, roomsLeft: 4, areAddressesKnown: true },
  unfinished: [{ raid: "raid-Ab12Cd", at: ago(3), roomsLeft: 4 }],
};

type Pages = OperatorPages;
type Shown = { [Name in keyof Pages]: [state: string, name: Name, props: Pages[Name]] }[keyof Pages];

const look = { lookAlikes: [], blockedAlike: [] };

/** Each page in the states that it has. */
export const shown: Shown[] = [
  ["quiet", "operator/home", { until: ahead(117), secondsLeft: 7020, reportCount: 0, switches: {} }],
  [
    "attacked",
    "operator/home",
    {
      ...{ until: ahead(31), secondsLeft: 1860, reportCount: 7 },
      switches: {
        ...{ openingsClosedUntil: ahead(58), proofUntil: ahead(12) },
        announcement: { text: `We are looking into it. ${HOSTILE}`, at: ago(2), until: ahead(55) },
      },
    },
  ],
  ["empty", "operator/reports", { reports: [], unreadable: 0 }],
  ["full", "operator/reports", { reports: [message, picture, room, hostile], before: ago(5), unreadable: 2 }],
  [
    "message",
    "operator/report",
    {
      report: message,
      room: { people: 6, max: 10, ageSeconds: 1452, isThere: true },
      isStillThere: true,
      ...look,
    },
  ],
  [
    "picture",
    "operator/report",
    {
      report: picture,
      room: { people: 4, max: 4, ageSeconds: 86_400, isThere: true },
      isStillThere: true,
      lookAlikes: [1, 2, 3].map((seq) => ({
        room: "r2",
        seq,
        title: HOSTILE.slice(0, 70),
        still: "/icons/icon-512.png",
      })),
      blockedAlike: [{ hash: "77ab".repeat(16), at: ago(3000) }],
    },
  ],
  ["room", "operator/report", { report: room, isStillThere: false, fromSame: 24, ...look }],
  [
    "hostile",
    "operator/report",
    {
      report: hostile,
      room: { people: 1, max: 2, ageSeconds: 30, isThere: true },
      isStillThere: true,
      ...look,
    },
  ],
  ["empty", "operator/rooms", { rooms: [], sort: "rate" }],
  ["full", "operator/rooms", { rooms, sort: "rate", before: "r4" }],
  ["empty", "operator/bans", { bans: [] }],
  [
    "full",
    "operator/bans",
    {
      bans: [
        {
          id: "b1",
          visitor: "0f8e7d6c5b4a39281706f5e4",
          color: "#4fa3c1",
          at: ago(20),
          until: ahead(60 * 23),
        },
        {
          id: "b2",
          visitor: "aa8e7d6c5b4a39281706f5e4",
          color: "#c14f8a",
          room: "6b1f0e4c9d",
          at: ago(4000),
          until: ahead(40),
        },
        { id: "b3", at: ago(1), until: ahead(60 * 24 * 29) },
        ...[12, 1].map((visitors, i) => ({
          ...{ id: `b${4 + i}`, raid: "raid-Ab12Cd", address: `${i}AbCd_-0123456789xyzQ`, visitors },
          ...{ at: ago(3), until: ahead(60 * 20) },
        })),
      ],
    },
  ],
  ["empty", "operator/blocked", { blocked: [] }],
  [
    "full",
    "operator/blocked",
    {
      blocked: [
        { hash: "3f2a9c01".repeat(8), at: ago(20), alike: true },
        { hash: "77ab01ef".repeat(8), at: ago(9000), alike: false },
      ],
      before: "77ab",
    },
  ],
  ["empty", "operator/log", { acts: [], intact: true, unverified: 0 }],
  ["full", "operator/log", { acts, intact: true, unverified: 0, before: 34 }],
  ["changed", "operator/log", { acts: acts.slice(0, 2), intact: false, unverified: 3 }],
  ["empty", "operator/raid", { ...noRaid, areAddressesKnown: true }],
  ["unknown", "operator/raid", { ...noRaid, areAddressesKnown: false }],
  ["full", "operator/raid", raid],
];
