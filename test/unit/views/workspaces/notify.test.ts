import '../../support/fake-native.js';
import { createBroadcaster, InvalidDataError } from 'ssecast';
import { destroySSE } from 'ssecast/manager';
import { findBroadcaster } from 'ssecast/native';
import { createWorkspaceNotifier, notifyWorkspaceClients } from 'ssecast/workspaces';
import { z } from 'zod';
import { fakeOf } from '../../support/fake-native.js';

interface Channel {
  id: string;
  name: string;
}

type WorkspaceEvent =
  | { type: 'CHANNEL_UPDATED'; channel: Channel }
  | { type: 'CHANNEL_DELETED'; channelId: string; generalChannelId: string }
  | { type: 'connected' };

const updated = { type: 'CHANNEL_UPDATED' as const, channel: { id: 'c', name: 'general' } };

afterEach(async () => {
  destroySSE();
  // Who is gone is told, and logged, a little later.
  await new Promise((resolve) => setImmediate(resolve));
});

describe('notifyWorkspaceClients', () => {
  it('notifyWorkspaceClients sends the object itself, without a name, to the workspace', async () => {
    const live = createBroadcaster();
    await live.connect({ channels: ['workspace:w'] });
    await live.connect({ channels: ['workspace:w', 'workspace:other'] });
    await live.connect({ channels: ['workspace:other'] });
    expect(notifyWorkspaceClients('w', updated)).toBe(2);
    expect(fakeOf().published).toMatchObject([
      { kind: 1, keys: 'workspace:w', event: '', data: JSON.stringify(updated) },
    ]);
  });

  it('notifyWorkspaceClients answers 0 for an unknown workspace', () => {
    createBroadcaster();
    expect(notifyWorkspaceClients('nobody', updated)).toBe(0);
  });

  it.each([undefined, null, '', 5, ['w']])('refuses %p as the id of a workspace', (id) => {
    const call = () => notifyWorkspaceClients(id as never, updated);
    expect(call).toThrow(TypeError);
    expect(call).toThrow(
      expect.objectContaining({
        code: 'ERR_SSECAST_INVALID_TARGET',
        message: expect.stringMatching(/^Expected the id of a workspace, .* Nothing was sent\.$/),
      }),
    );
  });
});

describe('createWorkspaceNotifier', () => {
  it('a notifier for the union sends through the default broadcaster, opened with the first event', () => {
    const notify = createWorkspaceNotifier<WorkspaceEvent>();
    expect(findBroadcaster('default')).toBeUndefined();
    expect(notify('w', updated)).toBe(0);
    expect(fakeOf().published).toMatchObject([
      { keys: 'workspace:w', event: '', data: JSON.stringify(updated) },
    ]);
  });

  it('a notifier sends through the broadcaster that it is given, schemas or not', async () => {
    const live = createBroadcaster({ name: 'given', events: { order: z.string() } });
    await live.connect({ channels: ['workspace:w'] });
    const notify = createWorkspaceNotifier<WorkspaceEvent>({ broadcaster: live });
    expect(notify('w', updated)).toBe(1);
    live.close();
    expect(() => notify('w', updated)).toThrow(
      expect.objectContaining({ code: 'ERR_SSECAST_CLOSED' }),
    );
    createBroadcaster({ name: 'given' });
    expect(notify('w', updated)).toBe(0);
  });

  const untold: [event: unknown, message: string][] = [
    [null, 'but received null'],
    ['CHANNEL_UPDATED', 'but received the string "CHANNEL_UPDATED"'],
    [{}, 'but received an object with the keys []'],
    [{ type: '' }, 'but received an object with the keys ["type"]'],
    [{ type: 5 }, 'but received an object with the keys ["type"]'],
    [{ type: 'connected' }, 'but received the type connected, which ssecast sends itself'],
    [{ type: 'gap' }, 'but received the type gap, which ssecast sends itself'],
  ];
  const notifiers = {
    notifyWorkspaceClients,
    'a notifier': createWorkspaceNotifier<WorkspaceEvent>(),
  };
  it.each(
    Object.entries(notifiers).flatMap(([name, notify]) =>
      untold.map((each) => [name, ...each, notify] as const),
    ),
  )('%s refuses %p, which no page could tell apart', (_name, event, message, notify) => {
    createBroadcaster();
    expect(() => notify('w', event as never)).toThrow(
      expect.objectContaining({
        code: 'ERR_SSECAST_INVALID_EVENT',
        message: expect.stringContaining(message),
      }),
    );
    expect(fakeOf().published).toEqual([]);
  });

  it('a notifier with a schema validates the events and sends what it makes of them', () => {
    const schema = z.discriminatedUnion('type', [
      z.object({
        type: z.literal('CHANNEL_UPDATED'),
        channel: z.object({ name: z.string().trim() }),
      }),
      z.object({ type: z.literal('CHANNEL_DELETED'), channelId: z.string() }),
    ]);
    const live = createBroadcaster({ name: 'validated' });
    const notify = createWorkspaceNotifier({ broadcaster: live, schema });
    notify('w', { type: 'CHANNEL_UPDATED', channel: { name: ' general ' } });
    expect(fakeOf('validated').published).toMatchObject([
      { data: '{"type":"CHANNEL_UPDATED","channel":{"name":"general"}}' },
    ]);
    const wrong = () => notify('w', { type: 'CHANNEL_DELETED', channelId: 5 as never });
    expect(wrong).toThrow(InvalidDataError);
    expect(wrong).toThrow(
      /^Expected an event of a workspace that fits its schema but .* at channelId/,
    );
    expect(fakeOf('validated').published).toHaveLength(1);
  });

  it.each<[unknown, string]>([
    [
      { name: 'a' },
      'Expected an option of ssecast but received name; the options are broadcaster, schema,',
    ],
    [{ broadcaster: 'default' }, 'Expected a broadcaster from createBroadcaster for broadcaster'],
    [{ broadcaster: {} }, 'for broadcaster but received an object'],
    [{ schema: {} }, 'Expected a schema that follows Standard Schema for schema but received'],
    [{ version: '2' }, 'Expected a whole number from 1 for version but received the string "2"'],
    [{ older: { 1: () => 1 } }, 'for version but received undefined'],
    [{ version: 1, older: { 1: () => 1 } }, 'below version, which is 1, as keys of older but'],
    [{ version: 2, older: { 1: 1 } }, 'for older[1] but received the number 1'],
    [null, 'Expected an object for options but received null'],
  ])('refuses the options %p', (options, message) => {
    expect(() => createWorkspaceNotifier(options as never)).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        code: 'ERR_SSECAST_INVALID_OPTION',
        message: expect.stringContaining(message),
      }),
    );
  });
});
