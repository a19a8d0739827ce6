import { runFixture } from '../support/run-fixture.js';

const kClosed = 'ERR_SSECAST_CLOSED';
const kInvalid = 'ERR_SSECAST_INVALID_DATA';
const kRefused = 'ERR_SSECAST_REFUSED';

/**
 * What each method of the documents' views answers with a client, without one, when it is drained, and
 * when it is closed. The calls are in fixtures/views-methods.mjs.
 */
const matrix: [method: string, open: unknown, gone: unknown, closing: unknown, closed: unknown][] =
  [
    ['SSE.addClient', 200, 200, 503, 503],
    ['SSE.addClient that comes back', 200, 200, 503, 503],
    ['SSE.getClient', 'c1', null, null, null],
    ['SSE.subscribe', true, false, false, false],
    ['SSE.broadcast', 1, 0, 0, 0],
    ['SSE.getClientsByChannel', 1, 0, 0, 0],
    ['SSE.unsubscribe', true, false, false, false],
    ['SSE.broadcastAll', 1, 0, 0, 0],
    ['SSE.sendTo', true, false, false, false],
    ['SSE.getClients', 1, 0, 0, 0],
    ['SSE.removeClient of another', 'undefined', 'undefined', 'undefined', 'undefined'],
    ['SSEHandler.addClient', true, true, false, false],
    ['SSEHandler.sendEventToUser', 1, 0, 0, kClosed],
    ['SSEHandler.sendEventToClient', true, false, false, kClosed],
    ['SSEHandler.broadcastEvent', 1, 0, 0, kClosed],
    ['SSEHandler.getClient', 'ann', null, null, null],
    ['SSEHandler.getClients', 1, 0, 0, 0],
    ['SSEHandler.getStats', 1, 0, 0, 0],
    ['SSEHandler.getActivity', 1, 0, 0, 0],
    ['SSEHandler.removeClient of another', false, false, false, false],
    ['SessionEventEmitter.emit', 1, 0, 0, kClosed],
    ['SessionEventEmitter.subscribe', 'function', 'function', kRefused, kRefused],
    ['createWorkspaceNotifier', 1, 0, 0, kClosed],
    ['createWorkspaceNotifier, wrong data', kInvalid, kInvalid, kInvalid, kInvalid],
    ['schemas', 1, 0, 0, kClosed],
    ['schemas, wrong data', kInvalid, kInvalid, kInvalid, kInvalid],
    ['createSSEHandler GET', 200, 200, 503, 503],
    ['createSSEHandler POST for another client', 404, 404, 404, 404],
    ['notifyWorkspaceClients', 1, 0, 0, 0],
    ['SSEHandler.removeClient', true, false, false, false],
  ];

describe.each([
  ['the main thread', []],
  ['a worker thread', ['worker']],
])('the views of the documents in %s', (_where, args) => {
  let outcomes: Record<string, unknown>;

  beforeAll(async () => {
    const { code, errors, printed } = await runFixture('views-matrix.mjs', args);
    expect([code, errors]).toEqual([0, '']);
    outcomes = printed;
  });

  it.each(matrix)(
    '%s: open %s, gone %s, closing %s, closed %s',
    (method, open, gone, closing, closed) => {
      expect(outcomes[method]).toEqual({ open, gone, closing, closed });
    },
  );

  it('are all of them', () => {
    expect(Object.keys(outcomes)).toEqual(matrix.map(([method]) => method));
  });
});
