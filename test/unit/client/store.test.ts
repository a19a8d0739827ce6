import { createStore, idleSnapshot, type Store } from '../../../lib/client/connection/store.js';
import type { IncomingEvent } from '../../../lib/client/index.js';

const event = (number: number): IncomingEvent => ({
  id: '',
  event: 'tick',
  data: number,
  timestamp: number,
});
const append = (store: Store, ...events: IncomingEvent[]) => {
  events.forEach(store.collect);
  store.commit();
};

test('starts idle', () => {
  expect(createStore(10).getSnapshot()).toBe(idleSnapshot);
});

test('a change makes a new snapshot and tells the subscribers once', () => {
  const store = createStore(10);
  const listener = jest.fn();
  const unsubscribe = store.subscribe(listener);
  append(store, event(1), event(2));
  expect(listener).toHaveBeenCalledTimes(1);
  expect(store.getSnapshot()).toMatchObject({ events: [event(1), event(2)], lastEvent: event(2) });
  expect(idleSnapshot.events).toEqual([]);
  unsubscribe();
  store.update({ status: 'open' });
  expect(listener).toHaveBeenCalledTimes(1);
});

test('a subscriber that throws is reported, and keeps the change from no other', () => {
  const store = createStore(10);
  const reported: unknown[] = [];
  (globalThis as { reportError?: unknown }).reportError = (error: unknown) => reported.push(error);
  store.subscribe(() => {
    throw new Error('mine');
  });
  const listener = jest.fn();
  store.subscribe(listener);
  expect(() => store.update({ status: 'open' })).not.toThrow();
  delete (globalThis as { reportError?: unknown }).reportError;
  expect(listener).toHaveBeenCalledTimes(1);
  expect(reported).toHaveLength(1);
});

test('the events array changes only when events come', () => {
  const store = createStore(10);
  append(store, event(1));
  const { events } = store.getSnapshot();
  store.update({ status: 'open' });
  expect(store.getSnapshot().events).toBe(events);
});

test('keeps the newest events', () => {
  const store = createStore(2);
  append(store, event(1), event(2), event(3));
  append(store, event(4));
  expect(store.getSnapshot().events).toEqual([event(3), event(4)]);
});

test('keeps no event when told so, but the last one is known', () => {
  const store = createStore(0);
  append(store, event(1));
  expect(store.getSnapshot()).toMatchObject({ events: [], lastEvent: event(1) });
});

test('what was collected shows with the commit, unless it was cleared before', () => {
  const store = createStore(10);
  store.collect(event(1));
  expect(store.getSnapshot()).toBe(idleSnapshot);
  store.clear();
  store.collect(event(2));
  store.commit();
  expect(store.getSnapshot()).toMatchObject({ events: [event(2)], lastEvent: event(2) });
});
