import type { Metadata } from 'next';
import { Demo } from './demo';

/** The response sets a cookie for this browser (proxy.ts), so no cache may store it. */
export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Live demo · ssecast' };

export default function DemoPage() {
  return <Demo />;
}
