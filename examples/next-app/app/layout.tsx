import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { mono, sans } from './fonts';
import './globals.css';
import { Navigation } from './navigation';
import { pagesNow } from './pages-now';

export const metadata: Metadata = {
  title: 'ssecast demo',
  description: 'Server-Sent Events from a Next.js app, written to the clients by C++ threads.',
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f5f4ef' },
    { media: '(prefers-color-scheme: dark)', color: '#151514' },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" className={`${sans.variable} ${mono.variable}`}>
      <body>
        <Navigation pages={pagesNow()} />
        <div id="content">{children}</div>
      </body>
    </html>
  );
}
