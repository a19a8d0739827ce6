import type { CrossSite } from '../http/cross-site-options.js';
import { toRefusal } from '../http/failure.js';
import { Refusal } from '../http/refusal.js';
import { json } from './answers.js';

/** Makes the answer to a request that comes from a page that may send it. */
export type Answer = (headers: Record<string, string>) => Promise<Response>;

/**
 * What the handlers of routes share: the check of the page that asks, and that whatever goes wrong is
 * an answer, too.
 *
 * @param name of the broadcaster, whose logger is used
 */
export async function handle(
  crossSite: CrossSite,
  request: Request,
  name: string | undefined,
  answer: Answer,
): Promise<Response> {
  const headerOf = (header: string) => request.headers.get(header);
  // Outside of the try: by this Next 14 learns that the route cannot be rendered at build time.
  const foreign = crossSite.refusal(headerOf);
  const headers = crossSite.headersFor(headerOf);
  if (foreign !== undefined) return refuse(foreign, headers);
  try {
    return await answer(headers);
  } catch (error) {
    if (!(error instanceof Refusal) && isControlFlow(error)) throw error;
    return refuse(toRefusal(error, name), headers);
  }
}

function refuse(refusal: Refusal, headers: Record<string, string>): Response {
  return json(refusal.status, refusal.body, { ...headers, ...refusal.headers });
}

/** `redirect()`, `notFound()` and what Next throws while prerendering carry a digest and are Next's. */
function isControlFlow(error: unknown): boolean {
  return typeof (error as { digest?: unknown } | undefined)?.digest === 'string';
}
