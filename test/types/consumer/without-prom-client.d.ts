/** Stands in for `prom-client`, which the app has not: ssecast must not need its types. */
export {};
