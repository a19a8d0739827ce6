import type { BroadcasterState, NativeAdmission } from 'ssecast/native';
import type { HeaderOf } from './allowed-site.js';
import type { HttpError } from './http-error.js';

/** Headers of an answer. */
export type Headers = Readonly<Record<string, string>>;

/**
 * One request and the ways to answer it: all that this folder knows of a framework. `AppRequest` is the
 * framework's request, `Sent` what its handler returns.
 */
export interface Exchange<AppRequest, Sent> {
  /** The request as the application's functions get it. */
  readonly appRequest: AppRequest;
  readonly method: string | undefined;
  /** The target of the request, or its whole URL. */
  readonly url: string;
  readonly header: HeaderOf;
  /**
   * The JSON in the body.
   * @throws HttpError 400, 413
   */
  body(): Promise<unknown>;
  /** Sends headers alone. */
  sendEmpty(status: number, headers: Headers): Sent;
  sendJson(status: number, body: Readonly<Record<string, unknown>>, headers: Headers): Sent;
  /** Sends a response of the application as it is. */
  sendResponse(response: Response): Sent | Promise<Sent>;
  /** Opens the stream of a client, or sends why the broadcaster refused it. */
  sendStream(
    state: BroadcasterState,
    admission: NativeAdmission,
    headers: Headers,
  ): Sent | Promise<Sent>;
  /** Sends why the request failed. */
  sendError(error: HttpError, headers: Headers): Sent;
  /** Whether the framework throws `error` to itself, and has to get it back. */
  isControlFlow(error: unknown): boolean;
}
