import { closeBroadcaster, currentRequest, hasCode, targetKinds } from 'ssecast/native';
import { listClients } from '../../server/clients.js';
import { refusalResponse } from '../../server/connect.js';
import { cursorOf } from '../../server/cursor.js';
import { toAdmission } from '../../server/identity.js';
import { openClient } from '../../server/open-client.js';
import { openWithOptions } from '../../server/options.js';
import { publishTo } from '../../server/publish.js';
import { streamHeaders } from '../../server/response-headers.js';
import { stateOf } from '../../server/state-of.js';
import type { AnyEvents, PublishedEvent, Target } from '../../types/events.js';
import { ChannelClients } from './clients.js';
import { checkAddClient, checkService } from './options.js';
import type { AddClientOptions, SSE, SSEServiceConfig } from './types.js';

/**
 * Makes a service of channels: a view of a broadcaster, which it finds or creates by its `name` (default
 * `'default'`), with every option of `createBroadcaster`. `Events` types what it sends.
 *
 * Its senders throw like `Broadcaster.publish`, but after `shutdown` they return 0 or false. `subscribe`
 * and `addClient` throw TypeError `ERR_SSECAST_INVALID_CHANNEL`; `addClient` also TypeError
 * `ERR_SSECAST_INVALID_IDENTITY` and `_OPTION`. For unknown clients and channels all of them return false,
 * undefined or 0.
 * @throws TypeError or RangeError `ERR_SSECAST_INVALID_OPTION`
 */
export function createSSE<Events extends object = AnyEvents>(
  config: SSEServiceConfig = {},
): SSE<Events> {
  checkService(config);
  const { broadcaster, ...options } = config;
  if (broadcaster !== undefined) options.name = stateOf('broadcaster', broadcaster).name;
  const state = openWithOptions(options);
  const clients = new ChannelClients(state);
  const gone = () => clients.view({ id: crypto.randomUUID(), connectedAt: Date.now() });

  const send = (target: Target, event: PublishedEvent): number => {
    try {
      return publishTo(state, target, event).clients;
    } catch (error) {
      // A job that outlives `shutdown` makes no mistake: there are just no clients.
      if (hasCode(error, 'ERR_SSECAST_CLOSED')) return 0;
      throw error;
    }
  };

  return {
    addClient(more: AddClientOptions = {}) {
      checkAddClient(more);
      const { lastEventId, headers, signal, ...identity } = more;
      const context = currentRequest();
      const head = { ...headers, ...streamHeaders };
      if (context?.request.method === 'HEAD') {
        return { client: gone(), response: new Response(null, { headers: head }) };
      }
      const cursor =
        lastEventId ?? cursorOf(context?.request.headers['last-event-id'], context?.request.url);
      if (cursor && !state.closed && state.draining === undefined) {
        const id = crypto.randomUUID();
        const metadata = { ...identity.metadata, lastEventId: cursor };
        const admission = toAdmission({ ...identity, clientId: id, metadata });
        admission.lastEventId = cursor;
        const { client, body } = clients.wait({ id, admission, metadata, context, signal });
        return { client, response: new Response(body, { headers: head }) };
      }
      const opened = openClient(state, toAdmission(identity), context, signal);
      if (opened.refusal !== undefined) {
        return { client: gone(), response: refusalResponse(opened.refusal, headers) };
      }
      const { clientId: id, body } = opened;
      const client = clients.view({ id, connectedAt: Date.now() });
      return { client, response: new Response(body, { headers: head }) };
    },
    removeClient: (id) => clients.remove(id),
    getClient(id) {
      clients.settle(id);
      return listClients(state, targetKinds.clients, id).map((info) => clients.view(info))[0];
    },
    subscribe: (id, channel) => clients.subscribe(id, channel),
    unsubscribe: (id, channel) => clients.unsubscribe(id, channel),
    broadcast: (channel, event, data, id) => send({ channel }, { event, data, id }),
    broadcastAll: (event, data, id) => send('all', { event, data, id }),
    sendTo(client, event, data, id) {
      clients.settle(client);
      return send({ client }, { event, data, id }) > 0;
    },
    getClients() {
      clients.settle();
      return listClients(state, targetKinds.all, '').map((info) => clients.view(info));
    },
    getClientsByChannel(channel) {
      clients.settle();
      return listClients(state, targetKinds.channels, channel).map((info) => clients.view(info));
    },
    shutdown() {
      clients.dropAll();
      closeBroadcaster(state);
    },
  };
}
