/** Next calls the hook in the edge runtime, too. There are no connections to find there. */
export function register(): void {}
