/** The `authorize` of a new route: the example works before the app has users. */
export const openAuthorize = `  // Everyone, without a name. In your app: the user of the request's session as { userId }, or null for 401.
  authorize: async () => ({}),`;

/**
 * Whether a route lets everyone in because nobody has changed what `init` wrote. The comment is part of it: an
 * app that is for everyone removes it, and is right as it is.
 */
export const isStillOpen = (text: string): boolean =>
  /\/\/ Everyone, without a name\..*\r?\n\s*authorize: async \(\) => \(\{\s*\}\)/.test(text);

/** Where `lib/auth` of an app is explained. */
export const accessPage = 'node_modules/ssecast/docs/start.md, "Who is let in"';
