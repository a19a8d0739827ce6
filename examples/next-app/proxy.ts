import { type NextRequest, NextResponse } from 'next/server';
import { browserCookie } from './lib/demo-sessions';

/** In place of a real app's middleware. Streams pass through it like any other response. */
export function proxy(request: NextRequest) {
  const response = NextResponse.next();
  response.headers.set('X-Example-Proxy', 'seen');
  // A real app sets its cookie at the sign-in.
  if (request.nextUrl.pathname === '/sse-demo' && !request.cookies.has(browserCookie)) {
    response.cookies.set(browserCookie, crypto.randomUUID(), {
      httpOnly: true,
      sameSite: 'lax',
      secure: request.nextUrl.protocol === 'https:',
    });
  }
  return response;
}

export const config = { matcher: ['/', '/sse-demo', '/api/:path*'] };
