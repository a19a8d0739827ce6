import type { ConnectionSettings } from '../options/options.js';
import { postJSON } from '../transport/request.js';
import { untilAborted } from '../transport/until-aborted.js';

/** Milliseconds that the answer may take. */
const patience = 10_000;
/** Characters of a tag, which becomes part of a lock's name. */
const longestTag = 200;

/**
 * Asks the server for a tag of the tab's identity: the same identity has the same tag. Never rejects.
 * @returns undefined when the server does not say it, or not in time
 */
export async function askIdentity(
  settings: ConnectionSettings,
  signal: AbortSignal,
): Promise<string | undefined> {
  const attempt = new AbortController();
  const end = () => attempt.abort();
  const timer = setTimeout(end, patience);
  signal.addEventListener('abort', end);
  try {
    const response = await postJSON(settings, { identify: true }, attempt.signal);
    const isAnswer = response.ok && (response.headers.get('content-type') ?? '').includes('json');
    // Some servers answer everything with a stream.
    if (!isAnswer) void response.body?.cancel().catch(() => undefined);
    const body: unknown = isAnswer
      ? await untilAborted(response.json(), attempt.signal)
      : undefined;
    return toTag((body as { identity?: unknown } | undefined | null)?.identity);
  } catch {
    // The request for the stream comes next, and reports what is wrong.
    return undefined;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

/** Whose stream an answer is, as the server says it. */
export function identityOf(response: Response): string | undefined {
  return toTag(response.headers.get('x-ssecast-identity'));
}

function toTag(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= longestTag
    ? value
    : undefined;
}
