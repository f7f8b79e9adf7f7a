export interface News {
  rooms: number;
  people: number;
  at: string;
  /** The operator hides the list for now. */
  hidden?: true;
}

/** Of the operator, to everybody. Without a text it was taken back. */
export interface Announcement {
  text: string;
  at: string;
  until: string;
}
