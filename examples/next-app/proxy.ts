import { NextResponse } from 'next/server';

/** Stands for what a real app does here; streams pass through it like any other response. */
export function proxy() {
  const response = NextResponse.next();
  response.headers.set('X-Example-Proxy', 'seen');
  return response;
}

export const config = { matcher: ['/', '/sse-demo', '/api/:path*'] };
