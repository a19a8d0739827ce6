import { describe, InvalidArgumentError } from '../../server/errors.js';
import type { NodeResponse } from '../../server/node-response.js';
import type { StreamController, StreamWriter } from './types.js';

/** The response of `addClient`, by its kind. */
export type KnownResponse =
  | { kind: 'node'; response: NodeResponse }
  | { kind: 'controller'; controller: StreamController }
  | { kind: 'writer'; writer: StreamWriter };

/**
 * Finds the kind of a response by its methods, because frameworks wrap them.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_RESPONSE`
 */
export function kindOfResponse(response: unknown): KnownResponse {
  if (has(response, 'writeHead', 'setHeader', 'write', 'end')) {
    return { kind: 'node', response: response as NodeResponse };
  }
  if (
    has(response, 'enqueue', 'close', 'error') &&
    fieldOf(response, 'desiredSize') !== undefined
  ) {
    return { kind: 'controller', controller: response as StreamController };
  }
  if (has(response, 'write', 'close', 'abort') && fieldOf(response, 'ready') !== undefined) {
    return { kind: 'writer', writer: response as StreamWriter };
  }
  throw invalid(response, adviceFor(response));
}

/** The request that a Node response answers. */
export function requestOf(response: NodeResponse) {
  const { req } = response;
  if (req !== undefined) return req;
  throw invalid(response, 'This response has no request (req).');
}

function adviceFor(response: unknown): string {
  if (has(response, 'getWriter')) return 'Of a WritableStream give the writer: stream.getWriter().';
  if (has(response, 'getReader')) {
    return 'Of a ReadableStream give the controller, which its start(controller) gets.';
  }
  if (has(response, 'enqueue', 'terminate')) {
    return 'Of a TransformStream give the writer of its writable side: stream.writable.getWriter().';
  }
  if (has(response, 'hijack')) return 'Of a reply of Fastify call hijack() and give reply.raw.';
  if (has(response, 'arrayBuffer', 'clone')) {
    return 'A web Response is made by connect() of a broadcaster, or createSSERoute of ssecast/next.';
  }
  return '';
}

function has(value: unknown, ...methods: string[]): boolean {
  return methods.every((name) => typeof fieldOf(value, name) === 'function');
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function invalid(response: unknown, advice: string): InvalidArgumentError {
  return new InvalidArgumentError(
    'ERR_SSECAST_INVALID_RESPONSE',
    'Expected a ServerResponse of Node, a ReadableStreamDefaultController or a ' +
      `WritableStreamDefaultWriter for response but received ${describe(response)}. ${advice}`.trim(),
  );
}
