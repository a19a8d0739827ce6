import { act, render } from '@testing-library/react';
import { StrictMode, useReducer, useState } from 'react';
import { createWorkspaceProvider } from '../../../lib/react/index.js';
import type { OpenStream } from './support/endpoint.js';
import { endpoint } from './support/published.js';
import { block, connected, settle } from './support/settle.js';

interface Channel {
  id: string;
  name: string;
}
type WorkspaceEvent =
  | { type: 'CHANNEL_UPDATED'; channel: Channel }
  | { type: 'CHANNEL_DELETED'; channelId: string; generalChannelId: string }
  | { type: 'connected' };

afterEach(() => jest.restoreAllMocks());
const stream = (number: number) => endpoint.streams[number] as OpenStream;
const send = async (number: number, text: string) => {
  stream(number).send(text);
  await settle();
};
/** As `notifyWorkspaceClients` sends it. */
const notified = (workspaceId: string, event: object) =>
  block(undefined, event, { channel: `workspace:${workspaceId}` });
const { WorkspaceEventsProvider, useWorkspaceEvents } = createWorkspaceProvider<WorkspaceEvent>({
  url: '/api/workspaces/events',
});

describe('document 3, "Client-Side Implementation"', () => {
  /** The document's provider and its state. */
  function WorkspaceProvider({ id }: { id: string }) {
    const [channels, setChannels] = useState<Channel[]>([
      { id: 'general', name: 'General' },
      { id: 'random', name: 'Random' },
    ]);
    const [selectedChannelId, setSelectedChannelId] = useState('general');
    return (
      <WorkspaceEventsProvider
        workspaceId={id}
        onEvent={(event) => {
          switch (event.type) {
            case 'CHANNEL_UPDATED':
              setChannels((prev) =>
                prev.map((c) => (c.id === event.channel.id ? event.channel : c)),
              );
              break;
            case 'CHANNEL_DELETED':
              setChannels((prev) => prev.filter((c) => c.id !== event.channelId));
              if (selectedChannelId === event.channelId) {
                setSelectedChannelId(event.generalChannelId);
              }
              break;
          }
        }}
      >
        <button type="button" onClick={() => setSelectedChannelId('random')}>
          random
        </button>
        <p>
          {channels.map(({ name }) => name).join(', ')}; {selectedChannelId}
        </p>
      </WorkspaceEventsProvider>
    );
  }

  test('updates, deletes, and redirects by what is selected now, without reconnecting', async () => {
    const { container, getByText } = render(<WorkspaceProvider id="w1" />, { wrapper: StrictMode });
    const text = () => container.querySelector('p')?.textContent;
    await settle();
    expect(endpoint.streams.map(({ url }) => url)).toEqual([
      expect.stringMatching(/\/api\/workspaces\/events\?channel=workspace(:|%3A)w1$/),
    ]);
    await send(0, connected());
    const renamed = { id: 'random', name: 'Chance' };
    await send(0, notified('w1', { type: 'CHANNEL_UPDATED', channel: renamed }));
    expect(text()).toBe('General, Chance; general');
    act(() => getByText('random').click());
    expect(text()).toBe('General, Chance; random');
    const deleted = { type: 'CHANNEL_DELETED', channelId: 'random', generalChannelId: 'general' };
    await send(0, notified('w1', deleted));
    expect(text()).toBe('General; general');
    expect(endpoint.streams).toHaveLength(1);
    expect(endpoint.changes).toEqual([]);
  });
});

test('a reducer is enough', async () => {
  const reducer = (names: string[], event: WorkspaceEvent): string[] => {
    switch (event.type) {
      case 'CHANNEL_UPDATED':
        return [...names, event.channel.name];
      case 'CHANNEL_DELETED':
        return names.filter((name) => name !== event.channelId);
      case 'connected':
        return ['connected'];
    }
  };
  function Page() {
    const [names, dispatch] = useReducer(reducer, []);
    return (
      <WorkspaceEventsProvider workspaceId="w1" onEvent={dispatch}>
        {names.join(' ')}
      </WorkspaceEventsProvider>
    );
  }
  const { container } = render(<Page />);
  await settle();
  await send(0, connected());
  await send(0, notified('w1', { type: 'CHANNEL_UPDATED', channel: { id: 'a', name: 'A' } }));
  expect(container.textContent).toBe('connected A');
});

describe('one connection for many workspaces', () => {
  const heard: Record<string, string[]> = {};
  beforeEach(() => {
    for (const name of Object.keys(heard)) delete heard[name];
  });
  function Listener({ name, workspaceId }: { name: string; workspaceId?: string }) {
    const { isConnected, workspaceId: shown } = useWorkspaceEvents(
      (event, { channel }) => {
        if (event.type !== 'CHANNEL_UPDATED') return;
        heard[name] = [...(heard[name] ?? []), `${event.channel.id} by ${channel}`];
      },
      { workspaceId },
    );
    return <p>{`${name} ${shown} ${isConnected}`}</p>;
  }

  test('each listener hears its own: the provider’s, or the one it names', async () => {
    const { container } = render(
      <WorkspaceEventsProvider workspaceId="w1">
        <Listener name="inside" />
        <Listener name="badge" workspaceId="w2" />
      </WorkspaceEventsProvider>,
      { wrapper: StrictMode },
    );
    await settle();
    await send(0, connected());
    for (const id of ['w1', 'w2', 'w3']) {
      await send(0, notified(id, { type: 'CHANNEL_UPDATED', channel: { id: `in-${id}` } }));
    }
    expect(endpoint.streams).toHaveLength(1);
    expect(heard).toEqual({
      inside: ['in-w1 by workspace:w1'],
      badge: ['in-w2 by workspace:w2'],
    });
    expect(container.textContent).toBe('inside w1 truebadge w2 true');
  });

  test('another workspace is joined, the former left, on the open connection', async () => {
    const page = (id: string) => (
      <WorkspaceEventsProvider workspaceId={id}>
        <Listener name="inside" />
      </WorkspaceEventsProvider>
    );
    const { rerender } = render(page('w1'));
    await settle();
    await send(0, connected());
    rerender(page('w2'));
    await settle();
    expect(endpoint.changes).toMatchObject([{ join: ['workspace:w2'], leave: ['workspace:w1'] }]);
    await send(0, notified('w2', { type: 'CHANNEL_UPDATED', channel: { id: 'a' } }));
    expect(heard.inside).toEqual(['a by workspace:w2']);
    expect(endpoint.streams).toHaveLength(1);
  });

  test('while no workspace is known, nothing is connected', async () => {
    const { container } = render(
      <WorkspaceEventsProvider workspaceId={undefined}>
        <Listener name="inside" />
      </WorkspaceEventsProvider>,
    );
    await settle();
    expect(endpoint.streams).toHaveLength(0);
    expect(container.textContent).toBe('inside undefined false');
  });

  test('without a provider the workspace is named, or the sentence says so', async () => {
    render(<Listener name="alone" workspaceId="w1" />);
    await settle();
    expect(endpoint.streams).toHaveLength(1);
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(() => render(<Listener name="lost" />)).toThrow('outside of a WorkspaceEventsProvider');
  });
});

test('onGap and onOutdated are passed on', async () => {
  const onGap = jest.fn();
  const onOutdated = jest.fn();
  const { WorkspaceEventsProvider } = createWorkspaceProvider<WorkspaceEvent>({
    url: (id) => `/api/workspaces/${id}/events`,
    version: 1,
  });
  render(<WorkspaceEventsProvider workspaceId="w1" onGap={onGap} onOutdated={onOutdated} />);
  await settle();
  expect(stream(0).url).toBe('/api/workspaces/w1/events');
  await send(0, block('gap', { from: '1-0', to: '9-1' }, { id: '9-1' }));
  expect(onGap.mock.calls).toEqual([[{ from: '1-0', to: '9-1' }]]);
  await send(0, `: version 2\n${block(undefined, { type: 'CHANNEL_UPDATED' })}`);
  expect(onOutdated).toHaveBeenCalledTimes(1);
});
