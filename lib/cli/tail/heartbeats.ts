import { createParser } from '../../client/transport/parser.js';

/**
 * `fetch` whose answers are read along: calls `onHeartbeat` for each block that has no data, with what its
 * comments say. The client itself does not show those of servers that send comments alone.
 */
export function fetchWithHeartbeats(onHeartbeat: (comment: string) => void): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (!response.body || response.status !== 200) return response;
    return new Response(response.body.pipeThrough(observer(onHeartbeat)), response);
  };
}

function observer(onHeartbeat: (comment: string) => void): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const parse = createParser({
    onRetry: () => undefined,
    onBlock({ data, comments }) {
      if (data === undefined) onHeartbeat(comments.join(' '));
    },
  });
  return new TransformStream({
    transform(chunk, controller) {
      parse(decoder.decode(chunk, { stream: true }));
      controller.enqueue(chunk);
    },
  });
}
