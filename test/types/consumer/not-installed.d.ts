/** Stands in for the optional peers, which the app has not. */
export {};
