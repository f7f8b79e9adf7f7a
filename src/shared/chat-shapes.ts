export interface Gif {
  url: string;
  still: string;
  width: number;
  height: number;
  frames: number;
  bytes: number;
  alt?: string;
  cover?: boolean;
}

export interface Chat {
  room: string;
  seq: number;
  clientId?: string;
  author: string;
  user: string;
  name: string;
  chat?: string;
  gif?: Gif;
  createdAt: string;
  editedAt?: string;
  removedAt?: string;
  change?: number;
}

export interface ChatPage {
  chats: Chat[];
  more: boolean;
}
