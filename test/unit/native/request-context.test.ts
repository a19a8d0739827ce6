import '../support/fake-native.js';
import { captureRequests, currentRequest, type RequestContext } from 'ssecast/native';
import { forgetRequest } from '../../../lib/native/request-context.cjs';
import { serve } from '../support/http.js';

describe('currentRequest', () => {
  it('finds the Node objects of each request, in whatever runs for it', async () => {
    captureRequests();
    captureRequests();
    const seen: (RequestContext | undefined)[] = [];
    const app = await serve(async (request, response) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      seen.push(currentRequest());
      response.end(String(seen.at(-1)?.request === request && seen.at(-1)?.response === response));
    });
    const get = 'GET / HTTP/1.1\nHost: a\nConnection: close';
    const answers = await Promise.all([app.request(get).ended, app.request(get).ended]);
    for (const answer of answers) expect(answer).toMatch(/true$/);
    expect(seen[0]?.socket).not.toBe(seen[1]?.socket);
    await app.close();
  });

  it('is undefined outside of a request', () => {
    expect(currentRequest()).toBeUndefined();
  });

  it('is undefined once the request was forgotten', async () => {
    captureRequests();
    const app = await serve((_request, response) => {
      forgetRequest(currentRequest() as RequestContext);
      response.end(String(currentRequest()));
    });
    const answer = await app.request('GET / HTTP/1.1\nHost: a\nConnection: close').ended;
    expect(answer).toMatch(/undefined$/);
    await app.close();
  });
});
