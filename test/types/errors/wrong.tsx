/**
 * Wrong use, and what the compiler says of it: `test/unit/types/errors.test.ts` compares the text. The
 * comment before a line is the error of that line.
 */
import { createBroadcaster } from 'ssecast';
import { sendMessage } from 'ssecast/manager';
import { createHooks } from 'ssecast/react';
import { live } from '../shop.js';

const { useLive } = createHooks<typeof live>();
const mapped = createBroadcaster<{ order: { id: string; count: number }; tick: number }>();
declare const id: string;
declare const authorize: () => { userId: string; metadata: { name: string } };

// error: Object literal may only specify known properties, but 'titel' does not exist in type '{ title: string; }'. Did you mean to write 'title'?
live.user(id).send('notice', { titel: 'a' });
// error: Argument of type '"notise"' is not assignable to parameter of type '"notice"'.
live.user(id).send('notise', { title: 'a' });
// error: Argument of type '`rom:${string}`' is not assignable to parameter of type '"orders" | `room:${string}` | `room:${string}:typing`'.
live.channel(`rom:${id}`).send('message', { text: 'a' });
// error: Type 'number' is not assignable to type 'string'.
live.channel('orders').send('order', { id: 5, at: 0 });
// error: Expected 2-3 arguments, but got 1.
live.channel('orders').send('order');
// error: Argument of type 'number' is not assignable to parameter of type 'string'.
live.user(5).disconnect();
// error: Argument of type '"room"' is not assignable to parameter of type '"orders" | "room:[id]" | "room:[id]:typing" | "room:lobby"'.
live.onJoin('room', () => undefined);
// error: Property 'name' does not exist on type '{ id: string; }'.
live.onJoin('room:[id]', ({ name }) => name);
// error: Property '"room:[id]:typing"' is missing in type '{ orders: true; 'room:[id]': true; 'room:lobby': true; }' but required in type '{ readonly orders: ChannelRule<"orders", { userId: string; metadata: { name: string; }; }, Request>; readonly "room:[id]": ChannelRule<"room:[id]", { userId: string; metadata: { name: string; }; }, Request>; readonly "room:[id]:typing": ChannelRule<...>; readonly "room:lobby": ChannelRule<...>; }'.
live.route({ authorize, allow: { orders: true, 'room:[id]': true, 'room:lobby': true } });
live.route({
  // error: Type '{ userId: string; }' is not assignable to type 'Promise<LiveAuthorized<{ name: string; }>> | LiveAuthorized<{ name: string; }>'.
  authorize: () => ({ userId: id }),
  allow: { orders: true, 'room:[id]': true, 'room:[id]:typing': true, 'room:lobby': true },
});
live.route({
  // error: Type '() => Promise<{ user: string; metadata: { name: string; }; }>' is not assignable to type '((request: Request, context: unknown) => Promise<{ user: string; metadata: { name: string; }; }> | { user: string; metadata: { name: string; }; }) & ((...given: never) => NoKeyOfAnIdentity<"user">)'.
  authorize: async () => ({ user: id, metadata: { name: id } }),
  allow: { orders: true, 'room:[id]': true, 'room:[id]:typing': true, 'room:lobby': true },
});
// error: Type 'string' is not assignable to type 'number'.
mapped.publish('all', { event: 'order', data: { id: 'a', count: '1' } });
// error: Type '"orders"' is not assignable to type '"order" | "tick"'. Did you mean '"order"'?
mapped.publish('all', { event: 'orders', data: { id: 'a', count: 1 } });
// error: Type 'string' is not assignable to type 'undefined'.
mapped.publish({ user: id, channel: id }, { event: 'tick', data: 1 });
// error: Object literal may only specify known properties, but 'users' does not exist in type 'OnlyOne<"channel"> | OnlyOne<"client"> | OnlyOne<...> | OnlyOne<...>'. Did you mean to write 'user'?
mapped.publish({ users: id }, { event: 'tick', data: 1 });
// error: Argument of type '{ target: "user"; event: { event: string; data: number; }; }' is not assignable to parameter of type 'SSEMessage'.
sendMessage({ target: 'user', event: { event: 'a', data: 1 } });
export function Wrong() {
  // error: Argument of type '"order"' is not assignable to parameter of type '"all" | "orders" | "session" | "user" | `room:${string}` | `room:${string}:typing` | NoChannel'.
  useLive('order', {});
  // error: Object literal may only specify known properties, but 'ordr' does not exist in type 'LiveHandlers<{ readonly order: { id: string; at: string; }; readonly removed: string; }>'. Did you mean to write 'order'?
  useLive('orders', { ordr: () => undefined });
  // error: Property 'getTime' does not exist on type 'string'.
  useLive('orders', { order: (order) => order.at.getTime() });
  return null;
}
