import { createSessionEmitter } from 'ssecast/sessions';
import './sse';

export type Side = 'well' | 'improve';

export interface Item {
  id: number;
  side: Side;
  content: string;
  author: string;
  /** Ids of people. A set and not a number, so that an event that comes twice counts once. */
  voters: string[];
}

export interface Action {
  id: number;
  content: string;
  done: boolean;
}

export interface Board {
  id: string;
  title: string;
  items: Item[];
  actions: Action[];
}

/** The events of a retrospective, each with its data. */
export interface RetrospectiveEvents {
  'item:added': Item;
  'item:updated': { id: number; content: string };
  'item:deleted': { id: number };
  'vote:added': { itemId: number; userId: string };
  'vote:removed': { itemId: number; userId: string };
  'session:updated': { title: string };
  'action:added': Action;
  'action:updated': Action;
  'action:deleted': { id: number };
}

export const sessionEmitter = createSessionEmitter<RetrospectiveEvents>();
