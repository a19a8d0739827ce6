import { destroySSE, initializeSSE } from 'ssecast/manager';
import { type EventServer, silent } from '../../integration/support/server.js';
import { serveRoute } from '../../integration/support/web-route.js';
import { type Page, visit } from './page.js';

/**
 * Serves a route to a page for the tests of this file.
 * @returns the paths that the page has asked for; a test may empty it
 */
export function visitRoute(GET: (request: Request) => Promise<Response>): string[] {
  const asked: string[] = [];
  let app: EventServer;
  let page: Page;
  beforeAll(async () => {
    initializeSSE({ logger: silent });
    app = await serveRoute((request) => {
      asked.push(new URL(request.url).pathname);
      return GET(request);
    });
    page = visit(app.origin);
  });
  afterAll(async () => {
    page.leave();
    destroySSE();
    await app.close();
  });
  return asked;
}
