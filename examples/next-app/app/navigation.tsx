'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import styles from './navigation.module.css';
import { pages } from './pages';

/** On every page; the current one is said to screen readers too. */
export function Navigation() {
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
              <Link className={styles.link} href={href} aria-current={path === href && 'page'}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </>
  );
}
