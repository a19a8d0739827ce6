/** Compiled, never run: a misspelt identity is an error of the compiler's, whatever `authorize` is. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBroadcaster } from 'ssecast';
import { createSSERoute, identityFromQuery } from 'ssecast/next';
import { createFastifyHandler, createSSEHandler } from 'ssecast/node';

interface User {
  id: string;
}
interface Context {
  params: Promise<{ id: string }>;
}
declare function userOf(request: Request | IncomingMessage): Promise<User | undefined>;
declare function anything(): Promise<never>;

// What may be.
createSSERoute({ authorize: () => ({ userId: 'ann', expiresAt: 5 }) });
createSSERoute({ authorize: identityFromQuery });
createSSERoute({ authorize: () => undefined });
createSSERoute({ authorize: () => null });
createSSERoute({ authorize: () => new Response('No', { status: 403 }) });
createSSERoute({ authorize: () => ({}) });
createSSERoute({ authorize: anything });
createSSERoute({
  async authorize(request, { params }: Context) {
    const user = await userOf(request);
    const { id } = await params;
    if (id === 'closed') return new Response('Forbidden', { status: 403 });
    return user && { userId: user.id, sessionId: id, channels: ['news'], metadata: { id } };
  },
  channels: (channel, { userId }) => channel === userId,
});
createSSERoute<Context>({
  authorize: async (request, { params }) =>
    request.url === '' ? undefined : { userId: (await params).id },
});
createSSEHandler({ authorize: (request) => ({ userId: request.headers.cookie ?? '' }) });
createSSEHandler({
  authorize: async (request, response) =>
    (await userOf(request)) ? { userId: 'ann' } : response.end('No'),
});
createFastifyHandler({
  authorize: (request) => ({ userId: String(request.raw.headers['x-user']) }),
});

// What may not, in every form that an `authorize` has.
createSSERoute({
  // @ts-expect-error it is `expiresAt`
  authorize: () => ({ userId: 'ann', expireAt: 5 }),
});
createSSERoute({
  // @ts-expect-error it is `channels`
  authorize: async () => ({ userId: 'ann', chanels: ['news'] }),
});
createSSERoute({
  // @ts-expect-error it is `userId`
  authorize: async () => ({ user: 'ann' }),
});
createSSERoute({
  // @ts-expect-error in one of its branches
  async authorize(request) {
    const user = await userOf(request);
    if (user === undefined) return new Response('No', { status: 403 });
    return user.id === 'x' ? { userId: user.id } : { userId: user.id, expireAt: 5 };
  },
});
createSSERoute({
  // @ts-expect-error a user of the app's own is no identity
  authorize: (request) => userOf(request),
});
createSSERoute({
  // @ts-expect-error the context is annotated
  authorize: async (_request, { params }: Context) => ({ userId: (await params).id, role: 'x' }),
});
createSSEHandler({
  // @ts-expect-error it is `expiresAt`
  authorize: async (request) => ({ userId: request.headers.cookie ?? '', expireAt: 5 }),
});
createSSEHandler({
  // @ts-expect-error it is `expiresAt`, though it may also answer itself
  authorize: async (request: IncomingMessage, response: ServerResponse) =>
    request.url === '/' ? response : { userId: 'ann', expireAt: 5 },
});
createFastifyHandler({
  // @ts-expect-error it is `channels`
  authorize: async () => ({ userId: 'ann', chanels: ['news'] }),
});

const live = createBroadcaster();
// @ts-expect-error it is `expiresAt`
void live.connect({ userId: 'ann', expireAt: 5 });
void live.connect({ userId: 'ann', ticket: live.ticket() });
