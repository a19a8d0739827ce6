import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { later } from './later.cjs';
import { record } from './record.cjs';
import { forgetRequest } from './request-context.cjs';
import type { BroadcasterState, RequestContext } from './state.cjs';

/** Node's handle of a connection, which is not documented. */
interface SocketHandle {
  fd?: number;
  writeQueueSize?: number;
}

/**
 * Direct path: sends the head and hands the connection over to the client's worker. Afterwards the Node
 * objects are closed, and the connection stays open.
 * @returns why this is not possible; the response is then unchanged, except that its head may be sent.
 * Undefined: it is handed over.
 */
export function tryHandOver(
  state: BroadcasterState,
  clientKey: number,
  context: RequestContext,
): string | undefined {
  if (!state.directPath) return 'it is switched off';
  if (!record.binding.adoptsSockets) return 'on Windows a connection cannot be handed over';
  const { response, socket } = context;
  const unfit = whyUnfit(context);
  if (unfit !== undefined) return unfit;
  // The worker ends the stream with the connection, and a proxy that reuses connections has to know.
  if (!response.headersSent) response.setHeader('Connection', 'close');
  response.flushHeaders();
  const unready = whyUnready(response, socket);
  if (unready !== undefined) return unready;
  const { fd } = handleOf(socket) as Required<SocketHandle>;
  try {
    if (!state.native.adopt(clientKey, fd, response.chunkedEncoding)) {
      return 'its descriptor could not be duplicated';
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  socket.destroy();
  forgetRequest(context);
  return undefined;
}

/** Reasons that are known before the head is sent. */
function whyUnfit({ request, response, socket }: RequestContext): string | undefined {
  if (request.httpVersionMajor !== 1) return `the connection speaks HTTP/${request.httpVersion}`;
  if (request.method === 'HEAD') return 'a response to HEAD has no body';
  if (!isSocket(socket) || response.socket !== socket) {
    return 'the socket of the response is not a plain one of Node';
  }
  if ((socket as { encrypted?: boolean }).encrypted) {
    return 'the connection is encrypted by Node (TLS)';
  }
  const fd = handleOf(socket)?.fd;
  if (typeof fd !== 'number' || fd < 0) return 'the connection has no descriptor';
  if (socket.remoteAddress === undefined) return 'the connection is not TCP, or is closed already';
  return undefined;
}

/** Reasons that show once the head is sent: a changed head, or bytes that still wait. */
function whyUnready(response: ServerResponse, socket: Socket): string | undefined {
  const changed = whyChanged(response);
  if (changed !== undefined) return changed;
  // Node sets it when the head says that the connection ends with this response.
  if ((response as { _last?: boolean })._last !== true) {
    return 'the head that was sent before says that the connection stays open';
  }
  if (
    response.writableLength !== 0 ||
    socket.writableLength !== 0 ||
    handleOf(socket)?.writeQueueSize !== 0
  ) {
    return 'bytes written before still wait in Node';
  }
  return undefined;
}

/** Why the sent head does not fit the stream of a client. */
export function whyChanged(response: ServerResponse): string | undefined {
  if (!response.headersSent) return 'the head could not be sent';
  if (response.statusCode !== 200) return `the status is ${response.statusCode}, not 200`;
  const encoding = response.getHeader('content-encoding');
  if (encoding !== undefined) return `the response is encoded (${encoding})`;
  if (response.hasHeader('content-length')) return 'the response has a content-length';
  const type = String(response.getHeader('content-type'));
  if (!type.startsWith('text/event-stream')) return `the content-type is ${type}`;
  return undefined;
}

/** The descriptor of the connection, if Node has one that carries this response alone. */
export function descriptorOf({ request, socket }: RequestContext): number | undefined {
  if (!record.binding.adoptsSockets || request.httpVersionMajor !== 1) return undefined;
  const fd = isSocket(socket) ? handleOf(socket)?.fd : undefined;
  return fd !== undefined && fd >= 0 ? fd : undefined;
}

const isSocket = (socket: unknown): socket is Socket => socket instanceof later.net().Socket;

function handleOf(socket: Socket): SocketHandle | undefined {
  return (socket as unknown as { _handle?: SocketHandle | null })._handle ?? undefined;
}
