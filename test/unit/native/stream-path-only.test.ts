import '../support/fake-native.js';
import { ensureDispatcher, openBroadcaster, sendToResponse } from 'ssecast/native';
import { fakeBinding, fakeLogger, fakeOf } from '../support/fake-native.js';
import { eventually, serve } from '../support/http.js';

/** As on Windows. */
describe('where the system has no direct path', () => {
  beforeAll(() => {
    fakeBinding.adoptsSockets = false;
  });

  it('a client gets its events through Node, without a warning that no one could act on', async () => {
    ensureDispatcher();
    const state = openBroadcaster('default', '{}');
    state.logger = fakeLogger();
    const fake = fakeOf();
    const { id, key } = state.native.admit({ channels: [] });
    const app = await serve((request, response) => {
      response.setHeader('Content-Type', 'text/event-stream');
      sendToResponse(state, key, { request, response, socket: request.socket });
    });
    const connection = app.request('GET / HTTP/1.1\nHost: a');
    await eventually(() => fake.attached.length === 1);
    fake.send(id, 'data: 1\n\n');
    expect(await connection.until('data: 1\n\n')).toMatch(/^HTTP\/1.1 200 OK/);
    fake.send(id, 'data: 2\n\n', true);
    await connection.until('0\r\n\r\n');
    expect(fake.adopted).toEqual([]);
    expect(state.logger.warn).not.toHaveBeenCalled();
    connection.close();
    await app.close();
  });
});
