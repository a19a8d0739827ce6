import type { BroadcasterState, NativeAdmission } from 'ssecast/native';
import type { Exchange, Headers } from '../http/exchange.js';
import type { HttpError } from '../http/http-error.js';
import { connectAdmission } from '../server/connect.js';
import { readBody } from './read-body.js';

/** A web request, whose answer is the response that the route handler returns. */
export class WebExchange implements Exchange<Request, Response> {
  constructor(
    readonly appRequest: Request,
    readonly method: string,
  ) {}

  get url(): string {
    return this.appRequest.url;
  }

  readonly header = (name: string): string | null => this.appRequest.headers.get(name);

  body(): Promise<unknown> {
    return readBody(this.appRequest);
  }

  sendEmpty(status: number, headers: Headers): Response {
    return new Response(null, { status, headers });
  }

  sendJson(status: number, body: Readonly<Record<string, unknown>>, headers: Headers): Response {
    return Response.json(body, { status, headers: { ...headers, 'Cache-Control': 'no-store' } });
  }

  sendResponse(response: Response): Response {
    return response;
  }

  sendStream(
    state: BroadcasterState,
    admission: NativeAdmission,
    headers: Headers,
  ): Response | Promise<Response> {
    return connectAdmission(state, admission, this.appRequest, headers);
  }

  sendError({ status, body, headers: own }: HttpError, headers: Headers): Response {
    return this.sendJson(status, body, { ...headers, ...own });
  }

  /** `redirect()`, `notFound()` and the errors that Next throws while it prerenders carry a digest. */
  isControlFlow(error: unknown): boolean {
    return typeof (error as { digest?: unknown } | undefined)?.digest === 'string';
  }
}
