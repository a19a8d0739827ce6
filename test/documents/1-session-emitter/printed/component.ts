import type { Dispatch, SetStateAction } from 'react';
import type { useRetrospectiveEvents as Hook } from './hook.js';

export interface RetrospectiveItem {
  id: string;
  voteCount?: number;
}
interface VoteEvent {
  itemId: string;
}

/** What a page component has at hand: the names that the sample uses. */
interface Component {
  useRetrospectiveEvents: typeof Hook;
  sessionId: string;
  setItems: Dispatch<SetStateAction<RetrospectiveItem[]>>;
}

export function useItems({ useRetrospectiveEvents, sessionId, setItems }: Component): void {
  // #region "Gebruik in Components"
  // In een page component
  useRetrospectiveEvents(sessionId, {
    'item:added': (data) => {
      setItems(prev => [...prev, data as RetrospectiveItem]);
    },
    'vote:added': (data) => {
      const { itemId } = data as VoteEvent;
      setItems(prev => prev.map(item =>
        item.id === itemId
          ? { ...item, voteCount: (item.voteCount || 0) + 1 }
          : item
      ));
    },
  });
  // #endregion
}
