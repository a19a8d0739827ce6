import { type ChannelSync, createChannelSync } from '../channels/channel-sync.js';
import type { ConnectionSettings } from '../options/options.js';
import type { Failure } from '../stream/failure.js';
import type { Hub } from '../stream/feed.js';
import { isOffline } from '../transport/page-life.js';
import { type Pause, pause } from '../transport/pause.js';
import { type Attempt, startAttempt } from './attempt.js';
import { emitClosed, emitFault, showWait } from './emit-status.js';
import { createReception } from './reception.js';
import { createRetries, type Retries } from './retries.js';

/** Makes one attempt after the other, until the server or the number of attempts ends it. */
export interface Reconnector {
  readonly channels: ChannelSync;
  readonly retries: Retries;
  /** Replaces what is under way. `error`: the sentence until the stream is open. */
  begin(error?: string | null): void;
  /** Begins anew after it gave up, as soon as the server allows. */
  revive(): void;
  /** Ends what is under way, as if nothing had failed. The cursor stays. */
  end(): void;
  /** Ends the wait for the next attempt, but for its `Retry-After`. @returns whether there was one */
  hurry(): boolean;
  /** The request or the stream that is under way. */
  attempt(): Attempt | undefined;
}

export interface ReconnectorOptions {
  settings: ConnectionSettings;
  hub: Hub;
  /** Called for each stream before anything of it is read. */
  onStream?: ((response: Response) => void) | undefined;
  /** Nothing is under way any more. `failure`: of too many attempts, which a later one may mend. */
  onClosed(failure: Failure | undefined): void;
}

export function createReconnector(options: ReconnectorOptions): Reconnector {
  const { settings, hub } = options;
  const retries = createRetries(settings);
  const channels = syncChannels(settings, hub, begin);
  const reception = createReception(hub, {
    onProof: retries.received,
    onConnected({ clientId, heartbeatInterval }) {
      if (Number(heartbeatInterval) > 0) attempt?.expectHeartbeats(Number(heartbeatInterval));
      if (typeof clientId === 'string') channels.opened(clientId);
    },
    onBegun(position, isFirst) {
      for (const channel of channels.begun()) {
        hub.emit({ kind: 'joined', channel, cursor: position, isFirst });
      }
    },
  });
  let attempt: Attempt | undefined;
  let wait: Pause | undefined;
  /** Why the next request is necessary. */
  let reason: string | undefined;

  function stop(): void {
    wait?.cancel();
    attempt?.abort();
    wait = undefined;
    attempt = undefined;
    channels.ended();
  }

  function begin(error = reason ? `${reason}; reconnecting now.` : hub.state().error): void {
    stop();
    const next = startAttempt(settings, {
      onRequest: () => ({ cursor: reception.begin(), channels: channels.forRequest() }),
      onOpen(response) {
        options.onStream?.(response);
        if (next.signal.aborted) return;
        reason = undefined;
        retries.opened();
        hub.show('open', null);
        hub.flush();
      },
      onArrivals: (arrivals) => reception.take(arrivals, next.signal),
      onRetry: retries.setBase,
      onLasted: retries.reset,
      onSlept: () => begin(),
      onRefusal: channels.refuse,
      onEnd: ended,
    });
    attempt = next;
    hub.show('connecting', error);
    hub.flush();
  }

  /** @returns the sentence that says so */
  function waitFor(delay: number, atLeast = 0): string {
    wait = pause(delay, atLeast, begin);
    return showWait(hub, reason ?? '', delay);
  }

  function ended(failure: Failure | undefined): void {
    stop();
    if (failure?.channel !== undefined) {
      emitFault(hub, failure);
      // Unless a listener has decided otherwise.
      if (!attempt && hub.state().status === 'connecting') begin();
      return;
    }
    const isNetwork = failure?.code === 'ERR_SSECAST_UNREACHABLE' && isOffline();
    const delay = isNetwork ? retries.delayOffline() : failure && retries.next(failure);
    if (failure && delay !== undefined) {
      const cause = isNetwork ? { ...failure, message: 'The browser is offline' } : failure;
      reason = cause.message;
      emitFault(hub, cause, waitFor(delay, failure.retryAfter));
      return;
    }
    const isFinal = !failure || failure.final;
    reason = isFinal ? undefined : failure.message;
    options.onClosed(isFinal || settings.maxReconnectAttempts === 0 ? undefined : failure);
    emitClosed(hub, failure, isFinal ? 0 : retries.count());
  }

  return {
    channels,
    retries,
    begin,
    revive() {
      const rest = retries.rest();
      if (rest > 0) waitFor(rest, rest);
      else begin();
      hub.flush();
    },
    end() {
      stop();
      reason = undefined;
    },
    hurry: () => wait?.hurry() ?? false,
    attempt: () => attempt,
  };
}

function syncChannels(settings: ConnectionSettings, hub: Hub, begin: () => void): ChannelSync {
  return createChannelSync(settings, hub.joins(), {
    onJoined(channel, cursor) {
      hub.emit({ kind: 'joined', channel, cursor });
      hub.flush();
    },
    onLeft: (channel) => hub.emit({ kind: 'left', channel }),
    onFailure: (failure) => emitFault(hub, failure),
    onUnknownClient: begin,
  });
}
