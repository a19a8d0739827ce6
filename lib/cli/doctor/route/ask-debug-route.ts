import type { RouteSettings } from './settings.js';
import { watchStream } from './watch-stream.js';

/** What the debug route says of a client: its path, or why it is not known. */
export type DebugAnswer = { path: string } | { failure: string };

const kPatience = 5_000;

/** Asks the route of `createDebugRoute`, if one is given, for the path of a client that is connected. */
export async function askDebugRoute(
  { debugRoute, headers }: RouteSettings,
  clientId: string | undefined,
): Promise<DebugAnswer | undefined> {
  if (debugRoute === undefined) return undefined;
  if (clientId === undefined) return { failure: 'the stream names no client' };
  const answer = await watchStream({
    url: debugRoute,
    method: 'GET',
    headers: { accept: 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
    wait: kPatience,
    keepsText: true,
  });
  const status = answer.head?.status;
  if (status !== 200) {
    const what = status === undefined ? (answer.failure ?? 'nothing') : `status ${status}`;
    return { failure: `the debug route answers with ${what}` };
  }
  return pathOf(answer.text, clientId);
}

function pathOf(text: string, clientId: string): DebugAnswer {
  try {
    const { clients } = JSON.parse(text) as { clients: { id: string; path: string }[] };
    const client = clients.find(({ id }) => id === clientId);
    if (client !== undefined) return { path: String(client.path) };
    return { failure: 'the debug route does not know the client: it is of another process' };
  } catch {
    return {
      failure: 'the debug route answers with something else than the JSON of createDebugRoute',
    };
  }
}
