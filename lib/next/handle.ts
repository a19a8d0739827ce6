import { consoleLogger, findBroadcaster } from 'ssecast/native';
import { describe, InvalidArgumentError } from '../server/errors.js';
import { json, Refusal } from './answers.js';
import type { CrossSite } from './cross-site.js';

/** Makes the answer to a request that comes from a page that may send it. */
export type Answer = (headers: Record<string, string>) => Promise<Response>;

/**
 * What the handlers of routes share: the check of the page that asks, and that whatever goes wrong is
 * an answer, too. A fault of the app's or ours is logged, and its answer says nothing about it.
 *
 * @param name of the broadcaster, whose logger is used
 */
export async function handle(
  crossSite: CrossSite,
  request: Request,
  name: string | undefined,
  answer: Answer,
): Promise<Response> {
  // Outside of the try: by this Next 14 learns that the route cannot be rendered at build time.
  const refusal = crossSite.refusal(request);
  if (refusal !== undefined) return refusal;
  const headers = crossSite.headersFor(request);
  try {
    return await answer(headers);
  } catch (error) {
    if (error instanceof Refusal) {
      return json(error.status, { error: error.message, ...error.details }, headers);
    }
    if (isControlFlow(error)) throw error;
    const logger = findBroadcaster(name ?? 'default')?.logger ?? consoleLogger;
    logger.error('ssecast: a request to an event stream failed', error);
    return json(500, { error: 'The server could not answer this request' }, headers);
  }
}

/** `redirect()`, `notFound()` and what Next throws while prerendering carry a digest and are Next's. */
function isControlFlow(error: unknown): boolean {
  return typeof (error as { digest?: unknown } | undefined)?.digest === 'string';
}

/** @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION` for anything but a function */
export function checkAuthorize(authorize: unknown, advice: string): void {
  if (typeof authorize === 'function') return;
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_OPTION',
    `Expected a function for authorize but received ${describe(authorize)}. Nobody is let in by ` +
      `default: ${advice}`,
  );
}
