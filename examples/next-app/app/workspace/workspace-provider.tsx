'use client';

import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, useContext, useState } from 'react';
import type { Channel, WorkspaceEvent } from '../../lib/workspace-events';
import type { Workspace } from '../../lib/workspaces';
import { useRendered } from '../ui/use-rendered';
import { WorkspaceEventsProvider } from './connection';

export interface WorkspaceWithChannels extends Workspace {
  channels: Channel[];
}

interface WorkspaceState {
  workspace: WorkspaceWithChannels;
  selected: Channel | undefined;
  select: (channelId: string) => void;
  /** A sentence about the selected channel, when it was deleted. */
  notice: string;
}

const Context = createContext<WorkspaceState | undefined>(undefined);

/** @throws Error outside of a WorkspaceProvider */
export function useWorkspace(): WorkspaceState {
  const state = useContext(Context);
  if (!state) throw new Error('useWorkspace was called outside of a WorkspaceProvider.');
  return state;
}

interface WorkspaceProviderProps {
  workspace: WorkspaceWithChannels;
  cursor: string;
  children: ReactNode;
}

/** Keeps the workspace that the server rendered up to date. */
export function WorkspaceProvider({ workspace, cursor, children }: WorkspaceProviderProps) {
  const router = useRouter();
  const [channels, update] = useRendered(workspace.channels, cursor);
  const [selectedId, setSelectedId] = useState<string>();
  const [notice, setNotice] = useState('');
  const general = channels.find(({ isGeneral }) => isGeneral);
  // A page that loads again may no longer have the channel.
  const selected = channels.find(({ id }) => id === selectedId) ?? general;

  function onEvent(event: WorkspaceEvent) {
    switch (event.type) {
      case 'CHANNEL_ADDED':
        update((before) => [...without(before, event.channel.id), event.channel]);
        break;
      case 'CHANNEL_UPDATED':
        update((before) =>
          before.map((each) => (each.id === event.channel.id ? event.channel : each)),
        );
        break;
      case 'CHANNEL_DELETED':
        update((before) => without(before, event.channelId));
        if (selected?.id === event.channelId) {
          setSelectedId(event.generalChannelId);
          setNotice(`${selected.name} was deleted. You are in ${general?.name ?? 'general'} now.`);
        }
        break;
    }
  }

  const reload = () => router.refresh();
  return (
    <WorkspaceEventsProvider
      workspaceId={workspace.id}
      cursor={cursor}
      onEvent={onEvent}
      onGap={reload}
    >
      <Context.Provider
        value={{
          workspace: { ...workspace, channels },
          selected,
          select(channelId) {
            setSelectedId(channelId);
            setNotice('');
          },
          notice,
        }}
      >
        {children}
      </Context.Provider>
    </WorkspaceEventsProvider>
  );
}

function without(channels: readonly Channel[], id: string): Channel[] {
  return channels.filter((channel) => channel.id !== id);
}
