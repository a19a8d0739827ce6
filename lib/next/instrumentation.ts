import { captureRequests } from 'ssecast/native';

/**
 * Next's hook at the start of the server: lets route handlers find the connection under a request,
 * which the direct path needs. Without it everything works, on the stream path.
 *
 * @example
 * // instrumentation.ts
 * export { register } from 'ssecast/next/instrumentation'
 */
export function register(): void {
  if (process.env.NEXT_RUNTIME === 'nodejs') captureRequests();
}
