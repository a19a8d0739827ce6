'use client';

import { useRouter } from 'next/navigation';
import type { Board, Item } from '../../lib/retrospective-events';
import { useRendered } from '../ui/use-rendered';
import { useRetrospectiveEvents } from './use-retrospective-events';

/**
 * A board as the server rendered it, kept up to date. The snapshot may include the changes of the first
 * events, so each event has the same effect when it is applied twice.
 */
export function useBoard(rendered: Board, cursor: string) {
  const router = useRouter();
  const [board, update] = useRendered(rendered, cursor);
  const changeItem = (id: number, change: (item: Item) => Item) =>
    update((before) => ({
      ...before,
      items: before.items.map((item) => (item.id === id ? change(item) : item)),
    }));
  const reload = () => router.refresh();

  const live = useRetrospectiveEvents(
    rendered.id,
    {
      'item:added': (item) =>
        update((before) => ({ ...before, items: [...without(before.items, item.id), item] })),
      'item:updated': ({ id, content }) => changeItem(id, (item) => ({ ...item, content })),
      'item:deleted': ({ id }) =>
        update((before) => ({ ...before, items: without(before.items, id) })),
      'vote:added': ({ itemId, userId }) =>
        changeItem(itemId, (item) => ({
          ...item,
          voters: [...item.voters.filter((voter) => voter !== userId), userId],
        })),
      'vote:removed': ({ itemId, userId }) =>
        changeItem(itemId, (item) => ({
          ...item,
          voters: item.voters.filter((voter) => voter !== userId),
        })),
      'session:updated': ({ title }) => update((before) => ({ ...before, title })),
      'action:added': (action) =>
        update((before) => ({
          ...before,
          actions: [...without(before.actions, action.id), action],
        })),
      'action:updated': (action) =>
        update((before) => ({
          ...before,
          actions: before.actions.map((each) => (each.id === action.id ? action : each)),
        })),
      'action:deleted': ({ id }) =>
        update((before) => ({ ...before, actions: without(before.actions, id) })),
    },
    // Also where the open connection joins the session later than the page was rendered.
    { cursor, onGap: reload },
  );
  return { board, live };
}

function without<Each extends { id: number }>(list: readonly Each[], id: number): Each[] {
  return list.filter((each) => each.id !== id);
}
