import type { Metadata } from 'next';
import { Demo } from './demo';

/** The answer brings the cookie of the browser (proxy.ts), so no cache may keep it. */
export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Live demo · ssecast' };

export default function DemoPage() {
  return <Demo />;
}
