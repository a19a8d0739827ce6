import { ownSession } from '../../../../lib/demo-sessions';
import { sendMessage } from '../../../../lib/sse';

/**
 * Sends `{ event, data }` to the clients that `target` and `targetId` name. It is for demonstrations: every
 * visitor may use it. A page reaches only the sessions of its browser; a program without the cookie reaches any.
 */
export async function POST(request: Request): Promise<Response> {
  let message: { event?: unknown; data?: unknown; target?: unknown; targetId?: unknown };
  try {
    message = await request.json();
  } catch {
    return refuse('Expected a JSON object with an event and its data.', 'ERR_EXAMPLE_INVALID_JSON');
  }
  const { event, data, target, targetId: named } = message ?? {};
  const isSession = target === 'session' && typeof named === 'string';
  const targetId = (isSession && (await ownSession(named))) || named;
  try {
    // Unchecked on purpose: ssecast refuses an invalid event, and its error says why.
    const clients = sendMessage({ event: { event, data }, target, targetId } as Parameters<
      typeof sendMessage
    >[0]);
    return Response.json({ success: true, clients });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return refuse(`${error.message}.`, error.code);
  }
}

function isRefusal(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_SSECAST_');
}

function refuse(error: string, code: string): Response {
  return Response.json({ success: false, error, code }, { status: 400 });
}
