/** Compiled, never run: the views, typed through the map of `defineLive`. */
import type { EventsOf } from 'ssecast';
import { createSSE } from 'ssecast/channels';
import { SSEHandler } from 'ssecast/handler';
import { getSSEManager, initializeSSE, sendMessage } from 'ssecast/manager';
import { createSessionEmitter } from 'ssecast/sessions';
import type { live } from './shop.js';

type Events = EventsOf<typeof live>;

const channels = createSSE<Events>();
channels.broadcast('orders', 'order', { id: 'a', at: '2026-11-22' });
channels.broadcastAll('removed', 'a', '7');
channels.sendTo('a', 'opened', true);
// @ts-expect-error the data of another event
channels.broadcast('orders', 'removed', { id: 'a' });
createSSE().broadcast('any', 'thing', { at: new Date() });

const handler = new SSEHandler<Events>();
handler.sendEventToUser('a', 'notice', { title: 'a' });
// @ts-expect-error the map has no such event
handler.broadcastEvent('notices', { title: 'a' });

const manager = initializeSSE<Events>();
manager.sendToUser('a', { event: 'notice', data: { title: 'a' } });
manager.sendMessage({ event: { event: 'opened', data: true }, target: 'client', targetId: 'a' });
// @ts-expect-error the data of another event
getSSEManager<Events>().broadcast({ event: 'opened', data: 'yes' });
getSSEManager().broadcast({ event: 'any', data: 1 });

createSessionEmitter<Events>().emit('a', { type: 'item-added', data: { text: 'a' } });

sendMessage({ event: { event: 'a', data: 1 } });
sendMessage({ event: { event: 'a', data: 1 }, target: 'user', targetIds: ['a'] });
// @ts-expect-error a user without an id
sendMessage({ event: { event: 'a', data: 1 }, target: 'user' });
// @ts-expect-error an id without its target
sendMessage({ event: { event: 'a', data: 1 }, targetId: 'a' });
