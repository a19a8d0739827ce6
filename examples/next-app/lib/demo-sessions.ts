/**
 * Whether the demo may send to a session. Its own are open to all its visitors, who may be anybody; those
 * of the app, like the boards of retrospectives, are not to be reached from here. A real app asks who the
 * caller is, by its cookie, and whether that person may send there: what an action is called with comes
 * from the browser.
 */
export function isDemoSession(sessionId: string): boolean {
  return sessionId.startsWith('tab-');
}
