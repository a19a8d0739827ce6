import { cookies } from 'next/headers';

/** Identifies a browser. The server sets it (proxy.ts), and no script can read it. */
export const browserCookie = 'ssecast-demo-browser';

/**
 * The session of the caller with this name. The name comes from the page, so a visitor may send any name. The
 * cookie decides to which browser the session belongs. So a caller reaches only the sessions of its own
 * browser. A real app uses the cookie of the signed-in user instead.
 *
 * @returns undefined for a caller without the cookie, which has no session
 */
export async function ownSession(name: string): Promise<string | undefined> {
  const browser = (await cookies()).get(browserCookie)?.value;
  return browser && `${browser}/${name.slice(0, 100)}`;
}
