import type { CrossSite } from './cross-site.js';
import type { Exchange, Headers } from './exchange.js';
import { HttpError } from './http-error.js';
import { toHttpError } from './to-http-error.js';

/**
 * Answers 403 to a page that may not use the route. Every other request goes on to `answer`, and an
 * error that it throws becomes an answer, too.
 *
 * @param name of the broadcaster whose logger is used
 * @param answer gets the headers that every answer to this request has
 */
export async function afterSiteCheck<Sent>(
  crossSite: CrossSite,
  exchange: Exchange<unknown, Sent>,
  name: string | undefined,
  answer: (headers: Headers) => Promise<Sent>,
): Promise<Sent> {
  // Outside of the try: Next 14 throws here to learn that it cannot render the route at build time.
  const error = crossSite.check(exchange.header);
  const headers = crossSite.headersFor(exchange.header);
  if (error !== undefined) return exchange.sendError(error, headers);
  try {
    return await answer(headers);
  } catch (error) {
    if (!(error instanceof HttpError) && exchange.isControlFlow(error)) throw error;
    return exchange.sendError(toHttpError(error, name), headers);
  }
}
