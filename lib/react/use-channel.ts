'use client';

import { useState } from 'react';
import type { ReceivedEvent } from '../client/connection/typed-events.js';
import type { Scope } from './scope.js';
import { type ScopeListener, type ScopeOptions, type ScopeState, useScope } from './use-scope.js';

type Refusal = Parameters<NonNullable<ScopeListener['onError']>>[0];

/**
 * The events of one channel of a definition, and the state of the connection for it: where the server refuses
 * the channel, the connection may be open for others.
 * @param scope of that channel
 */
export function useChannel(
  scope: Scope,
  options: Omit<ScopeOptions, 'url'>,
  listener: ScopeListener,
  onEvent: (event: ReceivedEvent) => void,
): ScopeState {
  const [refusal, setRefusal] = useState<Refusal>();
  const state = useScope(
    scope,
    options,
    {
      ...listener,
      onError(error) {
        if (error.channel) setRefusal(error);
        listener.onError?.(error);
      },
      onJoined(position) {
        setRefusal(undefined);
        listener.onJoined?.(position);
      },
    },
    (event) => {
      // Another component has asked again, and the rule allows the channel now.
      if (refusal && event.event !== 'connected') setRefusal(undefined);
      onEvent(event);
    },
  );
  // Of this channel nothing comes.
  return refusal && refusal.channel === scope.channels[0]
    ? {
        isConnected: false,
        isConnecting: false,
        status: 'closed',
        error: refusal.message,
        reconnect: state.reconnect,
      }
    : state;
}
