import { ReadableStream } from 'node:stream/web';
import { TextDecoder, TextEncoder } from 'node:util';
import type { Member } from '../../../../lib/types/members.js';

export interface OpenStream {
  url: string;
  /** By their names in small letters. */
  headers: Record<string, string>;
  /** The cursor it was asked for. */
  cursor: string | undefined;
  send(text: string): void;
  end(): void;
  /** Over, by whichever side. */
  aborted(): boolean;
}

/** A request to join and leave channels. */
export interface Change {
  url: string;
  clientId: string;
  join: string[];
  leave: string[];
}

/**
 * Stands in for the network of jsdom, which has no fetch. Answers each request with an event
 * stream, or with `status` when that is not 200; and each change of channels as if it were allowed.
 */
export function installEndpoint() {
  const streams: OpenStream[] = [];
  const changes: Change[] = [];
  const endpoint = {
    ...{ streams, changes, status: 200, position: '0-0', refused: '' },
    /** The channels of each question for members. */
    questions: [] as string[][],
    members: {} as Record<string, Member[]>,
    /** What a question for members is answered with in place of them, when it is not 200. */
    membersStatus: 200,
    /** Answers to changes of channels wait for this. */
    change: Promise.resolve(),
    /** Answers to questions for members wait for this. */
    delay: Promise.resolve(),
    /** Another instance answers the changes: it does not know the client. */
    isElsewhere: false,
    /** Changes have no answer. */
    isSilent: false,
  };
  const encoder = new TextEncoder();

  const fetch = async (
    url: string,
    init: { signal: AbortSignal; headers: Record<string, string>; method?: string; body?: string },
  ) => {
    const { status } = endpoint;
    if (init.method === 'POST') {
      const { clientId, join = [], leave = [], presence } = JSON.parse(init.body ?? '');
      if (presence !== undefined) return answerMembers(presence);
      changes.push({ url, clientId, join, leave });
      await endpoint.change;
      if (endpoint.isSilent) await new Promise(() => undefined);
      if (endpoint.isElsewhere) return answer({ error: 'There is no such client' }, 404);
      if (join.includes(endpoint.refused)) {
        return answer({ error: 'Not authorized', channel: endpoint.refused }, 403);
      }
      return answer({ joined: join, left: leave, cursor: endpoint.position });
    }
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    let isEnded = false;
    const body = new ReadableStream<Uint8Array>({
      start(own) {
        controller = own as typeof controller;
      },
    });
    init.signal.addEventListener('abort', () => controller?.error(new Error('aborted')));
    streams.push({
      url,
      headers: inSmallLetters(init.headers),
      cursor: inSmallLetters(init.headers)['last-event-id'],
      send: (text) => controller?.enqueue(encoder.encode(text)),
      end() {
        isEnded = true;
        controller?.close();
      },
      aborted: () => isEnded || init.signal.aborted,
    });
    const type = status === 200 ? 'text/event-stream' : 'text/plain';
    return {
      status,
      headers: { get: (name: string) => (name === 'content-type' ? type : null) },
      body,
    };
  };
  /** As the server knows them when it is asked. */
  async function answerMembers(asked: string[]) {
    const { members, membersStatus, refused } = endpoint;
    endpoint.questions.push(asked);
    const presence = Object.fromEntries(asked.map((name) => [name, members[name] ?? []]));
    await endpoint.delay;
    if (asked.includes(refused)) return answer({ error: 'Not authorized', channel: refused }, 403);
    return answer(membersStatus === 200 ? { presence } : { error: 'on purpose' }, membersStatus);
  }

  Object.assign(globalThis, { fetch, Headers: class {}, TextDecoder, TextEncoder });
  return endpoint;
}

function answer(body: object, status = 200) {
  return {
    status,
    ok: status === 200,
    headers: { get: (name: string) => (name === 'content-type' ? 'application/json' : null) },
    json: async () => body,
    text: async () => JSON.stringify(body),
    body: null,
  };
}

function inSmallLetters(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
