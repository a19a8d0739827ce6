import '../support/fake-native.js';
import { defineLive, typed } from 'ssecast';
import { z } from 'zod';
import { fakeLogger, fakeOf } from '../support/fake-native.js';

/** A definition with every kind of channel, on a fake broadcaster. */
export const logger = fakeLogger();
export const live = defineLive(
  {
    user: { notice: z.object({ title: z.string() }) },
    session: { 'item-added': typed<{ text: string }>() },
    all: { deployed: typed<string>() },
    orders: { order: z.object({ id: z.string(), count: z.coerce.number() }) },
    'room:[id]': { message: typed<string>() },
    'room:lobby': { opened: typed<boolean>() },
    'room:[id]:seat:[seat]': { taken: typed<boolean>() },
  },
  { name: 'shop', logger },
);
export const fake = fakeOf('shop');

/** Rules that allow everything. */
export const allowAll = {
  orders: true,
  'room:[id]': true,
  'room:lobby': true,
  'room:[id]:seat:[seat]': true,
} as const;

export const get = (...channels: string[]) =>
  new Request(`http://a/api/sse?${new URLSearchParams(channels.map((name) => ['channel', name]))}`);
export const post = (body: object) =>
  new Request('http://a/api/sse', { method: 'POST', body: JSON.stringify(body) });
export const later = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

beforeEach(() => {
  live.broadcaster.disconnect('all');
  fake.published.length = 0;
  logger.error.mockClear();
});
