/** A definition with every kind of channel and entry, for the tests of types. */
import { type } from 'arktype';
import { defineLive, typed } from 'ssecast';
import * as v from 'valibot';
import { z } from 'zod';

export const live = defineLive(
  {
    user: { notice: z.object({ title: z.string() }) },
    session: { 'item-added': v.object({ text: v.string() }) },
    all: { deployed: typed<{ version: string; at: Date }>() },
    orders: { order: z.object({ id: z.string(), at: z.coerce.date() }), removed: type('string') },
    'room:[id]': { message: { schema: z.object({ text: z.string() }), version: 2 } },
    'room:[id]:typing': { typing: typed<{ who: string }>() },
    'room:lobby': { opened: typed<boolean>() },
  },
  {
    name: 'shop',
    metadata: z.object({ name: z.string() }),
    presence: { channels: ['room:[id]', 'room:lobby'] },
  },
);
