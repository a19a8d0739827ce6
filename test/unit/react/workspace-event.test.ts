import { toEvent } from '../../../lib/client/transport/to-event.js';
import { toWorkspaceEvent } from '../../../lib/react/workspace-event.js';

/** What arrives when this is sent. */
const received = (data: unknown, event?: string) =>
  toWorkspaceEvent(toEvent({ id: '5-1', event, data: JSON.stringify(data) }, {}));

test.each([
  [{ type: 'CHANNEL_UPDATED', channel: { id: 'a' } }],
  [{ type: 'BARE' }],
  [{ type: 'MIXED', data: 1, other: 2 }],
])('%j arrives as it was sent', (event) => {
  expect(received(event)).toEqual(event);
});

test('one whose only field is data has it, and when it was published', () => {
  expect(received({ type: 'A', data: { b: 1 } })).toEqual({
    type: 'A',
    data: { b: 1 },
    timestamp: 5,
  });
  expect(received({ type: 'A', data: [1], timestamp: 7 })).toEqual({
    type: 'A',
    data: [1],
    timestamp: 7,
  });
});

test('one that was published by its name through another view has its data as data', () => {
  expect(received({ b: 1 }, 'A')).toMatchObject({ type: 'A', data: { b: 1 } });
  expect(received('text', 'A')).toMatchObject({ type: 'A', data: 'text' });
  expect(received(null, 'A')).toMatchObject({ type: 'A', data: null });
});

test('connected has its fields', () => {
  expect(received({ clientId: 'c', gap: false }, 'connected')).toEqual({
    type: 'connected',
    clientId: 'c',
    gap: false,
  });
});
