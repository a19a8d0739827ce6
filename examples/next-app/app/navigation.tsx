'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import styles from './navigation.module.css';
import type { Page } from './pages';

/** The links of every page. Screen readers announce the current page, too. */
export function Navigation({ pages }: { pages: readonly Page[] }) {
  const path = usePathname();
  const isDemo = path === '/sse-demo';
  return (
    <>
      <a className={styles.skip} href={isDemo ? '#events' : '#content'}>
        {isDemo ? 'Skip to the events' : 'Skip to the content'}
      </a>
      <nav className={styles.navigation} aria-label="Pages">
        <ul className={styles.list}>
          {pages.map(({ href, name }) => (
            <li key={href}>
              <Link className={styles.link} href={href} aria-current={currentOf(path, href)}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </>
  );
}

/** Marks a page below this one as part of its section. */
function currentOf(path: string, href: string): 'page' | 'true' | undefined {
  if (path === href) return 'page';
  return path.startsWith(`${href}/`) ? 'true' : undefined;
}
