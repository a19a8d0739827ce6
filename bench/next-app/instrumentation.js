// Only the peers of ssecast pay for ssecast's instrumentation.
export async function register() {
  if (process.env.NEXT_RUNTIME === 'nodejs' && process.env.BENCH_PEER?.startsWith('ssecast')) {
    const instrumentation = await import('ssecast/next/instrumentation');
    await instrumentation.register();
  }
}
