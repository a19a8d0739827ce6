import { cookies } from 'next/headers';

/** Tells browsers apart. The server sets it (proxy.ts), and no script can read it. */
export const browserCookie = 'ssecast-demo-browser';

/**
 * The session that the caller means by a name. Names come from the page, whose visitor may write what
 * they like; whose session it is, the cookie says. So a caller reaches the sessions of their own browser
 * and no others, whatever they name. In a real app the cookie of the one who is signed in is in its place.
 *
 * @returns undefined for a caller without the cookie, who has no session
 */
export async function ownSession(name: string): Promise<string | undefined> {
  const browser = (await cookies()).get(browserCookie)?.value;
  return browser && `${browser}/${name.slice(0, 100)}`;
}
