/**
 * Wrong use, and what the compiler says of it: `test/unit/types/errors.test.ts` compares the text. The
 * comment before a line is the error of that line.
 */
import { createBroadcaster, defineLive, typed } from 'ssecast';
import { sendMessage } from 'ssecast/manager';
import { createSSERoute } from 'ssecast/next';
import { createSSEHandler } from 'ssecast/node';
import { createHooks } from 'ssecast/react';
import { live } from '../shop.js';

const { useLive } = createHooks<typeof live>();
const mapped = createBroadcaster<{ order: { id: string; count: number }; tick: number }>();
declare const id: string;
declare const authorize: () => { userId: string; metadata: { name: string } };
declare function userOf(request: Request): Promise<{ id: string } | null>;
const allow = { orders: true, 'room:[id]': true, 'room:[id]:typing': true, 'room:lobby': true };
const plain = defineLive({ user: { notice: typed<string>() } });

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
  allow,
});
// error: Type 'Promise<{ userID: string; metadata: { name: string; }; }>' is not assignable to type '"'userID' is not a key of an identity. Did you mean 'userId'?"'.
live.route({ authorize: async () => ({ userID: id, metadata: { name: id } }), allow });
live.route({
  // error: Type '(request: Request) => Promise<{ userID: string; metadata: { name: string; }; } | null>' is not assignable to type '(request: Request, context: unknown) => "'userID' is not a key of an identity. Did you mean 'userId'?"'.
  authorize: async (request) => {
    const user = await userOf(request);
    return user && { userID: user.id, metadata: { name: user.id } };
  },
  allow: { ...allow, 'room:[id]': ({ id }, who) => who.userId.trim() === id },
});
// error: Type '{ userID: string; }' is not assignable to type '"'userID' is not a key of an identity. Did you mean 'userId'?"'.
plain.route({ authorize: () => ({ userID: id }) });
// error: Type 'Promise<{ userId: string; expireAt: number; }>' is not assignable to type '"'expireAt' is not a key of an identity. Did you mean 'expiresAt'?"'.
createSSERoute({ authorize: async () => ({ userId: id, expireAt: 5 }) });
// error: Type 'Promise<{ userId: string; role: string; }>' is not assignable to type '"'role' is not a key of an identity. Its keys are clientId, userId, sessionId, channels, metadata and expiresAt."'.
createSSEHandler({ authorize: async () => ({ userId: id, role: id }) });
// error: Type 'Promise<{ userId: number; }>' is not assignable to type 'Promise<Authorized> | Authorized'.
createSSERoute({ authorize: async () => ({ userId: 5 }) });
live.route({
  authorize,
  // error: Object literal may only specify known properties, but 'ordrs' does not exist in type '{ readonly orders: ChannelRule<"orders", { userId: string; metadata: { name: string; }; }, Request>; readonly "room:[id]": ChannelRule<"room:[id]", { userId: string; metadata: { name: string; }; }, Request>; readonly "room:[id]:typing": ChannelRule<...>; readonly "room:lobby": ChannelRule<...>; }'. Did you mean to write 'orders'?
  allow: { ...allow, ordrs: ({ id }, who) => who.userId === id },
});
live.route({
  authorize: async (request) => ({ userId: request.url, metadata: { name: id } }),
  // error: Object literal may only specify known properties, and ''rom:[id]'' does not exist in type '{ readonly orders: ChannelRule<"orders", { userId: string; metadata: { name: string; }; }, Request>; readonly "room:[id]": ChannelRule<"room:[id]", { userId: string; metadata: { name: string; }; }, Request>; readonly "room:[id]:typing": ChannelRule<...>; readonly "room:lobby": ChannelRule<...>; }'.
  allow: { ...allow, 'room:lobby': (_, who) => who.userId === id, 'rom:[id]': ({ id }) => id },
});
live.route({
  authorize: async (request) => ({ userId: request.url, metadata: { name: id } }),
  // error: Type '{ orders: (_: {}, who: Who<Required<Identity> & { metadata: { name: string; }; }>) => boolean; 'room:lobby': true; }' is missing the following properties from type '{ readonly orders: ChannelRule<"orders", Required<Identity> & { metadata: { name: string; }; }, Request>; readonly "room:[id]": ChannelRule<"room:[id]", Required<...> & { ...; }, Request>; readonly "room:[id]:typing": ChannelRule<...>; readonly "room:lobby": ChannelRule<...>; }': "room:[id]", "room:[id]:typing"
  allow: { orders: (_, who) => who.userId.trim() === who.metadata.name, 'room:lobby': true },
});
const authorizeAll = async () => ({});
const example = defineLive({ example: { hello: typed<string>() } });
// error: Object literal may only specify known properties, but 'exampel' does not exist in type '{ readonly example: ChannelRule<"example", {}, Request>; }'. Did you mean to write 'example'?
example.route({ authorize: authorizeAll, allow: { exampel: true } });
// error: Object literal may only specify known properties, but 'exampel' does not exist in type '{ readonly example: ChannelRule<"example", {}, IncomingMessage>; }'. Did you mean to write 'example'?
example.handler({ authorize: authorizeAll, allow: { example: true, exampel: false } });
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
  useLive('orders', { ordr: (order) => order.id });
  // error: Object literal may only specify known properties, but 'ordr' does not exist in type 'LiveHandlers<{ readonly order: { id: string; at: string; }; readonly removed: string; }>'. Did you mean to write 'order'?
  useLive('orders', { ordr: ({ id }) => id, order: ({ at }) => at.trim(), gap: undefined });
  // error: Property 'getTime' does not exist on type 'string'.
  useLive('orders', { order: (order) => order.at.getTime() });
  return null;
}
