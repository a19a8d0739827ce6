import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BroadcasterState, NativeAdmission } from 'ssecast/native';
import type { Exchange, Headers } from '../http/exchange.js';
import type { HttpError } from '../http/http-error.js';
import { acceptAdmission, acceptAdmissionLater } from '../server/accept.js';
import type { NodeRequest, NodeResponse } from '../server/node-response.js';
import { headerOf, setHeaders } from './headers.js';
import { readBody } from './read-body.js';
import { sendEmpty, sendJson, sendWeb } from './send.js';

/** A request and a response of Node, as a framework passes them on. */
export interface NodePair<AppRequest, AppResponse> {
  /** The request and the response as the framework gives them to the application. */
  appRequest: AppRequest;
  appResponse: AppResponse;
  request: NodeRequest;
  response: NodeResponse;
  /** Takes the response over from the framework. False when it is answered, or its client is gone. */
  take(): boolean;
}

/** Answers through a Node response. An answer that the response cannot take any more is left out. */
export class NodeExchange<AppRequest extends object> implements Exchange<AppRequest, void> {
  constructor(private readonly pair: NodePair<AppRequest, unknown>) {}

  get appRequest(): AppRequest {
    return this.pair.appRequest;
  }

  get method(): string | undefined {
    return this.pair.request.method;
  }

  get url(): string {
    return this.pair.request.url ?? '';
  }

  readonly header = (name: string): string | undefined => headerOf(this.pair.request, name);

  body(): Promise<unknown> {
    return readBody(this.pair.request, (this.pair.appRequest as { body?: unknown }).body);
  }

  sendEmpty(status: number, headers: Headers): void {
    if (this.pair.take()) sendEmpty(this.pair.response, status, headers);
  }

  sendJson(status: number, body: Readonly<Record<string, unknown>>, headers: Headers): void {
    if (this.pair.take()) sendJson(this.pair.response, status, body, headers);
  }

  sendResponse(response: Response): Promise<void> {
    return sendWeb(this.pair.response, response);
  }

  sendStream(
    state: BroadcasterState,
    admission: NativeAdmission,
    headers: Headers,
  ): void | Promise<void> {
    const { request, response } = this.pair;
    // The layer for HTTP/2 behaves like the classes of HTTP/1.
    const node = [request as IncomingMessage, response as ServerResponse] as const;
    const more = () => setHeaders(response, headers);
    if (state.backplane === undefined) acceptAdmission(state, ...node, admission, more);
    else return acceptAdmissionLater(state, ...node, admission, more).then(() => undefined);
  }

  sendError({ status, body, headers: own }: HttpError, headers: Headers): void {
    const { response } = this.pair;
    if (this.pair.take()) sendJson(response, status, body, { ...headers, ...own });
    // The head is sent and the answer is not complete: only a broken connection says so.
    else if (!response.writableEnded) response.destroy();
  }

  isControlFlow(): boolean {
    return false;
  }
}
